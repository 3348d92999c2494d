/** A bare server at the socket `argv[2]`: answers every line with one of `argv[3]` bytes. Says `ready` when it listens. */
import { createServer } from "node:net";

const [, , place = "", bytes = "0"] = process.argv;
const answer = Buffer.from(`${"x".repeat(Number(bytes) - 1)}\n`);
const LINE_BREAK = 0x0a;

createServer((socket) => {
  socket.on("data", (chunk) => {
    for (const byte of chunk) if (byte === LINE_BREAK) socket.write(answer);
  });
  socket.on("error", () => socket.destroy());
}).listen(place, () => process.stdout.write("ready\n"));
