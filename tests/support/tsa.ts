/**
 * A real RFC 3161 time-stamping authority, made of `openssl ts`: keys and certificates in a folder that goes with it, and a small server
 * on loopback around it that can also be made to misbehave.
 */
import { execFile, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const REQUEST_BYTES_MAX = 64 * 1024;

/** What this machine lacks for these tests, to be named in the one line that says that they are skipped; false when nothing. */
export const OPENSSL_MISSING: string | false =
  spawnSync("openssl", ["version"]).status === 0
    ? false
    : "openssl is not installed: nothing about timestamps was tested";

/** How the authority's certificate and signatures are made. */
export const TSA_KINDS = [
  "ec",
  "ec-384",
  "ec-521",
  "rsa",
  "rsa-pss",
  "sha1-certificate-id",
  "intermediate",
  /** The certificate is for other things as well. */
  "wrong-purpose",
  /** For timestamps alone, but not critical. */
  "uncritical-purpose",
  /** Its certificate ended before the first token. */
  "expired",
  "weak-key",
] as const;
export type TsaKind = (typeof TSA_KINDS)[number];

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

const KEYS: Partial<Record<TsaKind, string[]>> = {
  "ec-384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
  "ec-521": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
  rsa: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
  "rsa-pss": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
  "weak-key": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
};
const EC_KEY = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
/** What `openssl ts` refuses to sign, or cannot: its token is signed anew by `openssl cms`. */
const RESIGNED: readonly TsaKind[] = ["rsa-pss", "wrong-purpose", "uncritical-purpose"];
const PURPOSES: Partial<Record<TsaKind, string>> = {
  "wrong-purpose": "critical,timeStamping,codeSigning",
  "uncritical-purpose": "timeStamping",
};

function configuration(folder: string, kind: TsaKind): string {
  return `
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Test
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = ${PURPOSES[kind] ?? "critical,timeStamping"}
subjectKeyIdentifier = hash
[honest]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ca_db]
database = ${folder}/index.txt
serial = ${folder}/ca-serial
new_certs_dir = ${folder}
default_md = sha256
unique_subject = no
policy = any
[any]
commonName = supplied
[ts]
default_tsa = tsa_config
[tsa_config]
serial = ${folder}/serial
crypto_device = builtin
signer_cert = ${folder}/${RESIGNED.includes(kind) ? "honest" : "tsa"}.pem
certs = ${folder}/chain.pem
signer_key = ${folder}/tsa.key
signer_digest = ${kind === "ec-384" ? "sha384" : kind === "ec-521" ? "sha512" : "sha256"}
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = ${kind === "sha1-certificate-id" ? "sha1" : "sha256"}
`;
}

/** Makes an authority with keys of its own. Removes nothing by itself: call `remove`. */
export async function makeTsa(options: { kind?: TsaKind; name?: string } = {}): Promise<TsaAuthority> {
  const { kind = "ec", name = "Example Time Stamping 示例时间戳" } = options;
  const folder = mkdtempSync(join(tmpdir(), "sealbook-tsa-"));
  const openssl = (...args: string[]) => run("openssl", args, { cwd: folder });
  writeFileSync(join(folder, "tsa.cnf"), configuration(folder, kind));
  for (const serial of ["serial", "ca-serial"])
    writeFileSync(join(folder, serial), `${randomBytes(8).toString("hex")}\n`);
  writeFileSync(join(folder, "index.txt"), "");
  await openssl("genpkey", ...EC_KEY, "-out", "ca.key");
  const self = ["-config", "tsa.cnf", "-extensions", "ca", "-days", "3650", "-utf8"];
  await openssl("req", "-new", "-x509", ...self, "-key", "ca.key", "-subj", `/CN=CA of ${name}`, "-out", "ca.pem");
  let issuer = "ca";
  if (kind === "intermediate") {
    await openssl("genpkey", ...EC_KEY, "-out", "sub.key");
    await issue(openssl, { file: "sub", subject: `/CN=Sub CA of ${name}`, issuer: "ca", section: "ca" });
    issuer = "sub";
  }
  await openssl("genpkey", ...(KEYS[kind] ?? EC_KEY), "-out", "tsa.key");
  const ended = kind === "expired" ? ["-startdate", "20200101000000Z", "-enddate", "20210101000000Z"] : undefined;
  await issue(openssl, { file: "tsa", subject: `/CN=${name}`, issuer, section: "tsa", period: ended });
  if (RESIGNED.includes(kind)) {
    for (const end of ["key", "csr"]) copyFileSync(join(folder, `tsa.${end}`), join(folder, `honest.${end}`));
    await issue(openssl, { file: "honest", subject: `/CN=${name}`, issuer, section: "honest" });
  }
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  writeFileSync(join(folder, "chain.pem"), read("tsa.pem") + (issuer === "sub" ? read("sub.pem") : ""));
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

async function issue(
  openssl: (...args: string[]) => Promise<unknown>,
  input: { file: string; subject: string; issuer: string; section: string; period?: string[] | undefined },
): Promise<void> {
  const { file, subject, issuer, section, period = ["-days", "3650"] } = input;
  const request = [
    "-new",
    "-utf8",
    "-config",
    "tsa.cnf",
    "-key",
    `${file}.key`,
    "-subj",
    subject,
    "-out",
    `${file}.csr`,
  ];
  await openssl("req", ...request);
  const signer = ["-cert", `${issuer}.pem`, "-keyfile", `${issuer}.key`, "-name", "ca_db", "-extensions", section];
  const output = ["-in", `${file}.csr`, "-out", `${file}.pem`, "-notext", "-batch", "-utf8"];
  await openssl("ca", "-config", "tsa.cnf", ...signer, ...period, ...output);
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
 * @param options.fault how it misbehaves from the start; `setFault` changes that at any time
 */
export async function startTsa(options: { kind?: TsaKind; name?: string; fault?: TsaFault } = {}): Promise<{
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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    tsa.remove();
  };
  const setFault = (next: TsaFault | undefined) => {
    fault = next;
  };
  return { url: `http://127.0.0.1:${port}/`, caPem: tsa.caPem, tsa, requests: () => requests, setFault, stop };
}
