// sink.cjs FOLDER: a mail server (npm smtp-server) that keeps what it is sent, and misbehaves on demand.
//
// FOLDER/options.json: {"port", "tls": "none" | "starttls" | "implicit", "key", "certificate", "signIn":
// "" | "PLAIN" | "LOGIN", "user", "password"}. The port goes into FOLDER/port once it listens. FOLDER/mode
// names one of the behaviours below, anew for each connection. One line of JSON each: FOLDER/mails for a
// message that came in whole, written before it is answered; FOLDER/commands for a line of the client.
'use strict';
const fs = require('fs');
const path = require('path');
const { SMTPServer } = require('smtp-server');
const { simpleParser } = require('mailparser');

const folder = process.argv[2];
const options = JSON.parse(fs.readFileSync(path.join(folder, 'options.json'), 'utf8'));
const sockets = new Map(); // of the clients, by their ports

const refusal = (responseCode, message) => Object.assign(new Error(message), { responseCode });
const append = (file, value) => fs.appendFileSync(path.join(folder, file), `${JSON.stringify(value)}\n`);
const cut = (session) => sockets.get(session.remotePort).destroy();

// What a behaviour does differently: an error is the answer, a function is called instead of answering.
const behaviours = {
  accept: {},
  busy: { greeting: refusal(421, '4.3.2 too many at once') },
  mute: { greeting: () => {} },
  drip: { byteByByte: true },
  sender: { mail: refusal(550, '5.7.1 not from you') },
  refuse: { rcpt: refusal(550, '5.1.1 no such\x07 user') },
  later: { rcpt: refusal(451, '4.3.0 try again') },
  content: { message: refusal(554, '5.6.0 not like this') },
  full: { message: refusal(452, '4.3.1 no room') },
  slow: { message: (session, answer) => setTimeout(answer, 3000) },
  silent: { message: () => {} },
  die: { message: cut },
  cut: { data: cut },
  parrot: { parrot: true },
};

function behaviour() {
  let mode = 'accept';
  try { mode = fs.readFileSync(path.join(folder, 'mode'), 'utf8'); } catch { /* nobody asked for another */ }
  return behaviours[mode];
}

/** Goes on as it should, unless the behaviour knows better. */
function go(step, session, done) {
  const other = session.behaviour[step];
  if (typeof other === 'function') other(session, done);
  else done(other);
}

function signIn(auth, session, done) {
  if (auth.username === options.user && auth.password === options.password)
    return done(null, { user: auth.username });
  const heard = session.behaviour.parrot ? `: ${auth.username} ${auth.password}` : '';
  return done(refusal(535, `5.7.8 unknown${heard}`));
}

async function take(stream, session, done) {
  const pieces = [];
  for await (const piece of stream) {
    if (session.behaviour.data) return session.behaviour.data(session);
    pieces.push(piece);
  }
  const message = Buffer.concat(pieces);
  const seen = await simpleParser(message);
  append('mails', {
    from: session.envelope.mailFrom.address,
    to: session.envelope.rcptTo.map((recipient) => recipient.address),
    user: session.user || '',
    encrypted: session.secure,
    data: message.toString('latin1'),
    headers: seen.headerLines.map((line) => line.key),
    subject: seen.subject,
    sender: seen.from.value,
    text: seen.text,
    html: seen.html,
  });
  return go('message', session, done);
}

function dripping(socket) {
  const write = socket.write.bind(socket);
  let last = Promise.resolve();
  const pause = () => new Promise((resolve) => { setTimeout(resolve, 5); });
  return (text) => {
    for (const letter of text) last = last.then(pause).then(() => write(letter));
    return true;
  };
}

const lines = { debug(about, who, line) { if (about.tnx === 'command') append('commands', line); } };
const server = new SMTPServer({
  secure: options.tls === 'implicit',
  key: options.key && fs.readFileSync(options.key),
  cert: options.certificate && fs.readFileSync(options.certificate),
  disabledCommands: [...(options.tls === 'starttls' ? [] : ['STARTTLS']), ...(options.signIn ? [] : ['AUTH'])],
  authMethods: [options.signIn || 'PLAIN'],
  authOptional: !options.signIn,
  disableReverseLookup: true,
  logger: { ...lines, info() {}, error() {}, warn() {}, trace() {} },
  onConnect(session, done) {
    session.behaviour = behaviour();
    const socket = sockets.get(session.remotePort);
    if (session.behaviour.byteByByte) socket.write = dripping(socket);
    go('greeting', session, done);
  },
  onAuth: signIn,
  onMailFrom: (address, session, done) => go('mail', session, done),
  onRcptTo: (address, session, done) => go('rcpt', session, done),
  onData: (stream, session, done) => { take(stream, session, done).catch(() => {}); },
});
server.on('error', () => {}); // of a client that has gone
server.server.prependListener('connection', (socket) => {
  append('connections', socket.remotePort);
  sockets.set(socket.remotePort, socket);
  socket.on('close', () => sockets.delete(socket.remotePort));
});
server.listen(options.port, '127.0.0.1', () => {
  fs.writeFileSync(path.join(folder, 'port.new'), `${server.server.address().port}\n`);
  fs.renameSync(path.join(folder, 'port.new'), path.join(folder, 'port'));
});
