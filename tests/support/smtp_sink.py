"""A mail server that keeps what it is sent, and misbehaves on demand. Standard library only.

    smtp_sink.py FOLDER

Writes its port into FOLDER/port. FOLDER/mode says, anew for each connection, how it behaves:
accept | refuse (550 to RCPT) | content (554 to the message) | sender (550 to MAIL) | later (451 to
RCPT) | slow (3 s before the answer to the message) | die (closes instead of that answer) | auth
(wants AUTH PLAIN). Each message that came in whole is one line of FOLDER/mails: JSON with from, to,
login and data, in that order written before it is answered. One line of FOLDER/connections per
connection."""
import asyncio
import json
import os
import pathlib
import sys

FOLDER = pathlib.Path(sys.argv[1])


def mode():
    try:
        return (FOLDER / "mode").read_text().strip()
    except FileNotFoundError:
        return "accept"


def append(name, line):
    with open(FOLDER / name, "a") as file:
        file.write(line + "\n")


class Session:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.mode = mode()
        self.sender = self.login = ""
        self.recipients = []

    async def say(self, text):
        self.writer.write(text.encode() + b"\r\n")
        await self.writer.drain()

    async def run(self):
        await self.say("220 sink ready")
        while line := (await self.reader.readline()).decode().rstrip("\r\n"):
            verb = line[:4].upper()
            if verb == "QUIT":
                await self.say("221 bye")
                return
            if verb == "AUTH":
                await self.say("334 ")
                self.login = (await self.reader.readline()).decode().strip()
                await self.say("235 welcome")
            elif verb == "DATA":
                if not await self.data():
                    return
            else:
                await self.say(self.answer(verb, line))

    def answer(self, verb, line):
        if verb == "EHLO":
            return "250-sink\r\n250 AUTH PLAIN" if self.mode == "auth" else "250 sink"
        if verb == "MAIL":
            self.sender = line[10:]
            if self.mode == "sender":
                return "550 5.7.1 not from you"
            if self.mode == "auth" and not self.login:
                return "530 5.7.0 sign in first"
        if verb == "RCPT":
            self.recipients.append(line[8:])
            if self.mode == "refuse":
                return "550 5.1.1 no such\x07 user"
            if self.mode == "later":
                return "451 4.3.0 try again"
        return "250 fine"

    async def data(self):
        """False: the connection ends here."""
        await self.say("354 go on")
        lines = []
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        mail = {"from": self.sender, "to": self.recipients, "login": self.login}
        append("mails", json.dumps(mail | {"data": b"".join(lines).decode()}))
        if self.mode == "die":
            return False
        if self.mode == "slow":
            await asyncio.sleep(3)
        await self.say("554 5.6.0 not like this" if self.mode == "content" else "250 kept")
        return True


async def serve(reader, writer):
    append("connections", "one")
    try:
        await Session(reader, writer).run()
    except (ConnectionError, UnicodeDecodeError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    making = FOLDER / "port.new"
    making.write_text(str(server.sockets[0].getsockname()[1]))
    os.rename(making, FOLDER / "port")
    await server.serve_forever()


asyncio.run(main())
