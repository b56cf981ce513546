// npm's socket.io-client, unchanged, told what to do by JSON lines on stdin; it tells what happens to it on stdout.
// Bytes travel as {"bytes": base64} in both directions.

const { createInterface } = require("node:readline");
const { io } = require("socket.io-client");

const [url, options] = process.argv.slice(2);

function show(key, value) {
  return Buffer.isBuffer(this[key]) ? { bytes: this[key].toString("base64") } : value;
}

function revive(key, value) {
  return value && typeof value.bytes === "string" ? Buffer.from(value.bytes, "base64") : value;
}

function tell(what, more) {
  process.stdout.write(JSON.stringify({ what, ...more }, show) + "\n");
}

const socket = io(url, JSON.parse(options));
socket.on("connect", () => tell("connect", { id: socket.id, transport: socket.io.engine.transport.name }));
socket.on("disconnect", (reason) => tell("disconnect", { reason, active: socket.active }));
socket.on("connect_error", (error) => tell("connect_error", { message: error.message, data: error.data }));
socket.onAny((name, ...args) => tell("event", { name, args }));
socket.io.on("open", () => {
  socket.io.engine.on("upgrade", (transport) => tell("upgrade", { transport: transport.name }));
  socket.io.engine.on("packet", ({ type }) => type === "ping" && tell("ping", {}));
});

const deeds = {
  emit: ({ name, args }) => socket.emit(name, ...args),
  ask: ({ name, args }) => socket.timeout(5000).emit(name, ...args, (error, ack) => tell("ack", { error, ack })),
  disconnect: () => socket.disconnect(),
  drop: () => socket.io.engine.close(),
  connect: ({ auth }) => {
    socket.auth = auth;
    socket.connect();
  },
};

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const told = JSON.parse(line, revive);
    deeds[told.deed](told);
  })
  .on("close", () => process.exit());
