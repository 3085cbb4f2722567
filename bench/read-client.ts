/** Reads files again and again over kept-alive connections and prints milliseconds and bytes: PREFIX, READS, PATH… */
import { Agent, get } from "node:http";

const CONNECTIONS = 16;
/** A server that counts may ask to be left alone before the first round; not in a measured one. */
const RETRY_STATUS = 429;

const [prefix = "", readsText = "0", ...paths] = process.argv.slice(2);
const reads = Number(readsText);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function read(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(`${prefix}/${path}`, { agent }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () => {
        if (response.statusCode === 200) resolve(bytes);
        else if (response.statusCode !== RETRY_STATUS) reject(new Error(`${path}: ${response.statusCode}`));
        else setTimeout(() => read(path).then(resolve, reject), 1_000);
      });
    });
    request.on("error", reject);
  });
}

async function lanes(count: number): Promise<number> {
  let next = 0;
  let bytes = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const received = await read(paths[next++ % paths.length] ?? "");
      bytes += received;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  return bytes;
}

// Once each first: what is measured is serving, not the first reading from the disk or the database.
await lanes(paths.length);
const started = performance.now();
const bytes = await lanes(reads);
console.log(JSON.stringify({ milliseconds: performance.now() - started, bytes }));
agent.destroy();
