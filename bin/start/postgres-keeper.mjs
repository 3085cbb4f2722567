/**
 * The parent of the embedded PostgreSQL: stops it when the process that started this one is gone, however it went.
 *
 * Arguments: the folder, `throwaway` for data that is removed at the end or `kept`, perhaps the one port. Speaks through its IPC channel:
 * `{ ready }` or `{ failed }`; `"stop"` or a closed channel ends it.
 */
import { rmSync } from "node:fs";
import { Failure } from "./failure.mjs";
import { startPostgres } from "./postgres.mjs";

const [folder, mode, port] = process.argv.slice(2);
const throwaway = mode === "throwaway";
let stopping = false;
let server;

async function stop(code) {
  if (stopping) return;
  stopping = true;
  await server?.stop();
  if (throwaway) rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

// A signal to the whole group must not end the database before those who use it: the starter says when.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
process.on("SIGTERM", () => stop(0));
process.on("disconnect", () => stop(0));
process.on("message", (message) => {
  if (message === "stop") stop(0);
});

try {
  server = await startPostgres({ folder, throwaway, port: port && Number(port) });
  const { pid, user, password } = server;
  if (process.connected) process.send({ ready: { pid, port: server.port, user, password } });
  else stop(0);
  server.exited.then(() => {
    if (!stopping) process.exit(1);
  });
} catch (error) {
  const failed =
    error instanceof Failure ? { en: error.message, zh: error.zh } : { en: String(error), zh: String(error) };
  if (process.connected) process.send({ failed }, () => process.exit(1));
  else process.exit(1);
}
