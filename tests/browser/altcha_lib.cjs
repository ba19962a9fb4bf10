// altcha_lib.cjs ORIGIN CREDENTIALS: ALTCHA's own library solves a challenge, and signs in with the number
// and, another one, with what its widget would submit. Writes {"number","payload"}, both HTTP statuses.
'use strict';
const { solveChallenge } = require('altcha-lib');

(async () => {
  const [origin, credentials] = process.argv.slice(2);
  const post = (path, body) => fetch(origin + path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const solved = async () => {
    const { data } = await (await post('/auth/captcha/generate', { type: 'pow', form: 'login' })).json();
    const { number, took } = await solveChallenge(data.challenge, data.salt, data.algorithm, data.maxNumber).promise;
    return { ...data, number, took };
  };
  const signIn = async (captcha) => (await post('/auth/login', { ...JSON.parse(credentials), captcha })).status;
  const one = await solved();
  const number = await signIn({ id: one.id, answer: one.number });
  const { algorithm, challenge, number: found, salt, signature, took } = await solved();
  const token = btoa(JSON.stringify({ algorithm, challenge, number: found, salt, signature, took }));
  console.log(JSON.stringify({ number, payload: await signIn({ token }) }));
})().catch((e) => { console.error(e); process.exit(1); });
