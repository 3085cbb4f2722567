/**
 * A real RFC 3161 time-stamping authority, made of `openssl ts`: keys and certificates in a folder that goes with it, and a small server
 * on loopback around it that can also be made to misbehave.
 */
import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fillTsaFolder, RESIGNED, type TsaKind } from "./tsa-folder.ts";

const run = promisify(execFile);
const REQUEST_BYTES_MAX = 64 * 1024;

/** What this machine lacks for these tests, to be named in the one line that says that they are skipped; false when nothing. */
export const OPENSSL_MISSING: string | false =
  spawnSync("openssl", ["version"]).status === 0
    ? false
    : "openssl is not installed: nothing about timestamps was tested";

export type TsaAuthority = {
  kind: TsaKind;
  /** Its certification authority, PEM and DER. */
  caPem: string;
  ca: Uint8Array;
  /** DER of the certificate that signs tokens. */
  certificate: Uint8Array;
  /** Answers a TimeStampReq with a TimeStampResp; one at a time, because of the file with the serial numbers. */
  reply: (request: Uint8Array) => Promise<Uint8Array>;
  /** DER of a token over a text. */
  stamp: (text: string | Uint8Array) => Promise<Uint8Array>;
  remove: () => void;
};

/**
 * An authority with keys of its own, in a folder that `remove` removes.
 *
 * @param options.folder one that stays: the second time, the authority that is there is opened
 */
export async function makeTsa(options: { kind?: TsaKind; name?: string; folder?: string } = {}): Promise<TsaAuthority> {
  const { kind = "ec", name = "Example Time Stamping 示例时间戳" } = options;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "sealbook-tsa-"));
  if (!existsSync(join(folder, "chain.pem"))) await fillTsaFolder(folder, { kind, name });
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  const reply = replies(folder, kind);
  const stamp = async (text: string | Uint8Array) => {
    const imprint = createHash("sha256").update(text).digest("hex");
    const query = await run("openssl", ["ts", "-query", "-digest", imprint, "-sha256", "-cert"], {
      encoding: "buffer",
    });
    return tokenOf(await reply(query.stdout));
  };
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const [ca, certificate] = [derOf(read("ca.pem")), derOf(read("tsa.pem"))];
  return { kind, caPem: read("ca.pem"), ca, certificate, reply, stamp, remove };
}

function replies(folder: string, kind: TsaKind): TsaAuthority["reply"] {
  let turn: Promise<unknown> = Promise.resolve();
  let count = 0;
  const answer = async (request: Uint8Array) => {
    const [query, response] = [join(folder, `${++count}.tsq`), join(folder, `${count}.tsr`)];
    writeFileSync(query, request);
    const args = ["ts", "-reply", "-config", join(folder, "tsa.cnf"), "-section", "tsa_config"];
    await run("openssl", [...args, "-queryfile", query, "-out", response], { cwd: folder });
    if (RESIGNED.includes(kind)) await resign(folder, { response, kind });
    return new Uint8Array(readFileSync(response));
  };
  return (request) => {
    const mine = turn.then(() => answer(request));
    turn = mine.catch(() => undefined);
    return mine;
  };
}

async function resign(folder: string, { response, kind }: { response: string; kind: TsaKind }): Promise<void> {
  const cms = (...args: string[]) => run("openssl", ["cms", ...args], { cwd: folder });
  writeFileSync(join(folder, "token.der"), tokenOf(readFileSync(response)));
  await cms("-verify", "-noverify", "-inform", "DER", "-in", "token.der", "-out", "info.der");
  const signer = ["-signer", "tsa.pem", "-inkey", "tsa.key", "-md", "sha256", "-cades", "-nosmimecap"];
  const padding = ["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_mgf1_md:sha256", "-keyopt", "rsa_pss_saltlen:32"];
  const type = ["-binary", "-nodetach", "-econtent_type", "1.2.840.113549.1.9.16.1.4"];
  const output = ["-in", "info.der", "-outform", "DER", "-out", "resigned.der"];
  await cms("-sign", ...signer, ...(kind === "rsa-pss" ? padding : []), ...type, ...output);
  const token = readFileSync(join(folder, "resigned.der"));
  const granted = Buffer.from("3003020100", "hex");
  const header = Buffer.from([0x30, 0x82, 0, 0]);
  header.writeUInt16BE(granted.length + token.length, 2);
  writeFileSync(response, Buffer.concat([header, granted, token]));
}

/** DER of the token in a granted answer: what follows the PKIStatusInfo. */
export function tokenOf(response: Uint8Array): Uint8Array {
  const bytes = Buffer.from(response);
  const headerOf = (at: number) => {
    const first = bytes[at + 1] ?? 0;
    const count = first < 0x80 ? 0 : first - 0x80;
    const length = count === 0 ? first : bytes.readUIntBE(at + 2, count);
    return { content: at + 2 + count, end: at + 2 + count + length };
  };
  const status = headerOf(headerOf(0).content);
  return new Uint8Array(bytes.subarray(status.end, headerOf(0).end));
}

/** DER of a certificate in PEM. */
export function derOf(pem: string): Uint8Array {
  const [, body = ""] = /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(pem) ?? [];
  return new Uint8Array(Buffer.from(body, "base64"));
}

/** How a server answers instead of properly. */
export type TsaFault = "down" | "slow" | "replay" | "rejects" | "garbage" | "other-digest" | "redirect" | "huge";

/**
 * An authority behind HTTP on loopback.
 *
 * @param options.folder one that stays; else a folder of its own, which goes with it
 * @param options.fault how it misbehaves from the start; `setFault` changes that at any time
 */
export async function startTsa(
  options: { kind?: TsaKind; name?: string; folder?: string; port?: number; fault?: TsaFault } = {},
): Promise<{
  url: string;
  caPem: string;
  tsa: TsaAuthority;
  requests: () => number;
  setFault: (fault: TsaFault | undefined) => void;
  stop: () => Promise<void>;
}> {
  const tsa = await makeTsa(options);
  let fault = options.fault;
  let requests = 0;
  let earlier: Uint8Array | undefined;
  const respond = async (request: Uint8Array): Promise<Uint8Array | undefined> => {
    if (fault === "slow") return undefined;
    if (fault === "garbage") return new TextEncoder().encode("<!doctype html><title>Sign in</title>");
    if (fault === "rejects") return Uint8Array.of(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02);
    if (fault === "huge") return new Uint8Array(32 * 1024 * 1024);
    if (fault === "replay" && earlier !== undefined) return earlier;
    if (fault === "other-digest") {
      const other = await run("openssl", ["ts", "-query", "-digest", "00".repeat(32), "-sha256", "-cert"], {
        encoding: "buffer",
      });
      return await tsa.reply(other.stdout);
    }
    earlier = await tsa.reply(request);
    return earlier;
  };
  const server = createServer((request, response) => {
    requests++;
    if (fault === "down") return void response.socket?.destroy();
    if (fault === "redirect") return void response.writeHead(307, { location: "http://127.0.0.1:9/" }).end();
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => {
      parts.push(part);
      if (Buffer.concat(parts).length > REQUEST_BYTES_MAX) request.destroy();
    });
    request.on("end", () => {
      void respond(Buffer.concat(parts)).then(
        (body) => body && response.writeHead(200, { "content-type": "application/timestamp-reply" }).end(body),
        () => response.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (options.folder === undefined) tsa.remove();
  };
  const setFault = (next: TsaFault | undefined) => {
    fault = next;
  };
  return { url: `http://127.0.0.1:${port}/`, caPem: tsa.caPem, tsa, requests: () => requests, setFault, stop };
}
