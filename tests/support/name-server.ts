/** A name server on loopback that has TXT records, and says of any other name that there is none. RFC 1035 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

const [NAME_ERROR, SERVER_FAILURE] = [3, 2];
const HEADER_BYTES = 12;

export interface NameServer {
  /** `ip:port`. */
  address: string;
  /** By name; each a TXT record of several strings. */
  records: Map<string, string[][]>;
  /** Names that it fails for. */
  failing: Set<string>;
  close: () => void;
}

export async function startNameServer(): Promise<NameServer> {
  const socket: Socket = createSocket("udp4");
  const records: NameServer["records"] = new Map();
  const failing: NameServer["failing"] = new Set();
  socket.on("message", (question, { port, address }) => {
    const name = readName(question);
    const found = records.get(name);
    const code = failing.has(name) ? SERVER_FAILURE : found ? 0 : NAME_ERROR;
    socket.send(answer(question, { code, texts: found ?? [] }), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  socket.unref();
  return { address: `127.0.0.1:${socket.address().port}`, records, failing, close: () => socket.close() };
}

function readName(question: Buffer): string {
  const labels: string[] = [];
  for (let at = HEADER_BYTES; question[at]; at += 1 + (question[at] ?? 0))
    labels.push(question.toString("latin1", at + 1, at + 1 + (question[at] ?? 0)));
  return labels.join(".").toLowerCase();
}

function answer(question: Buffer, { code, texts }: { code: number; texts: string[][] }): Buffer {
  // The question alone; a resolver's additional records stay out.
  const end = question.indexOf(0, HEADER_BYTES) + 5;
  const head = Buffer.from(question.subarray(0, end));
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(code === 0 ? texts.length : 0, 6);
  head.writeUInt32BE(0, 8);
  const found = texts.map((strings) => {
    const data = Buffer.concat(strings.map((text) => Buffer.concat([Buffer.of(text.length), Buffer.from(text)])));
    // The name of the question, TXT, IN, a second to live.
    const fixed = Buffer.from("c00c001000010000000100 00".replace(" ", ""), "hex");
    fixed.writeUInt16BE(data.length, 10);
    return Buffer.concat([fixed, data]);
  });
  return Buffer.concat([head, ...(code === 0 ? found : [])]);
}
