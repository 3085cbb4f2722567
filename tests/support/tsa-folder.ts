/** Keys, certificates and configuration of a time-stamping authority, made by `openssl`. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** How the authority's certificate and signatures are made. */
const TSA_KINDS = [
  "ec",
  "ec-384",
  "ec-521",
  /** Nothing about it rests on SHA-256: neither its tokens nor its certificate. */
  "sha512",
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

const KEYS: Partial<Record<TsaKind, string[]>> = {
  "ec-384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
  "ec-521": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
  sha512: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
  rsa: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
  "rsa-pss": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
  "weak-key": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
};
const EC_KEY = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
/** What `openssl ts` refuses to sign, or cannot: its token is signed anew by `openssl cms`. */
export const RESIGNED: readonly TsaKind[] = ["rsa-pss", "wrong-purpose", "uncritical-purpose"];
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
default_md = ${kind === "sha512" ? "sha512" : "sha256"}
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
signer_digest = ${kind === "ec-384" ? "sha384" : kind === "ec-521" || kind === "sha512" ? "sha512" : "sha256"}
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

/** Makes everything that an authority is made of in a folder that is there. Paths in the configuration are the folder's, as given. */
export async function fillTsaFolder(folder: string, { kind, name }: { kind: TsaKind; name: string }): Promise<void> {
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
