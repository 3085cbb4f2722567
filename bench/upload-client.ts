/** Sends one body of a given size and prints the milliseconds until the answer: URL, BYTES, DIGEST or "-", KEY or "-". */
import { request } from "node:http";

const CHUNK_BYTES = 1024 * 1024;
const [url = "", bytesText = "0", key = "-"] = process.argv.slice(2);
const bytes = Number(bytesText);
const chunk = Buffer.alloc(CHUNK_BYTES, "sealbook");

const started = performance.now();
const outgoing = request(url, {
  method: "PUT",
  headers: { "content-length": bytes, ...(key === "-" ? {} : { authorization: `Bearer ${key}` }) },
});
outgoing.on("response", (response) => {
  response.resume();
  response.on("end", () => {
    const milliseconds = performance.now() - started;
    console.log(JSON.stringify({ status: response.statusCode, milliseconds }));
  });
});

let sent = 0;
function send(): void {
  while (sent < bytes) {
    const next = Math.min(CHUNK_BYTES, bytes - sent);
    sent += next;
    if (!outgoing.write(next === CHUNK_BYTES ? chunk : chunk.subarray(0, next))) {
      outgoing.once("drain", send);
      return;
    }
  }
  outgoing.end();
}
send();
