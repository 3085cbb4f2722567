/** An authority of `openssl ca` and `openssl ocsp`, with a customer of its own: what it says of who was revoked, in lists and in answers. */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const POINT = "http://lists.example/1.crl";
const CONFIG = `
[ca]
default_ca = own
[own]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 7
[req]
distinguished_name = nobody
[nobody]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[deputy]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[lookalike]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[client]
keyUsage = critical, digitalSignature, nonRepudiation
[customer]
keyUsage = critical, digitalSignature, nonRepudiation
crlDistributionPoints = URI:${POINT}
[responder]
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
[stranger]
keyUsage = critical, digitalSignature
[plain]
[part]
issuingDistributionPoint = critical, @its-part
[its-part]
fullname = URI:${POINT}
[other-part]
issuingDistributionPoint = critical, @another-part
[another-part]
fullname = URI:http://lists.example/2.crl
[indirect]
issuingDistributionPoint = critical, @indirect-part
[indirect-part]
indirectCRL = TRUE
[authorities-only]
issuingDistributionPoint = critical, @authorities-part
[authorities-part]
onlyCA = TRUE
[some-reasons]
issuingDistributionPoint = critical, @reasons-part
[reasons-part]
onlysomereasons = keyCompromise
[unknown-critical]
1.2.3.4 = critical, DER:05:00
[delta]
deltaCRL = critical, ASN1:INTEGER:1
`;
/** How a list is limited, or continues another one. */
export type ListKind =
  | "plain"
  | "part"
  | "other-part"
  | "indirect"
  | "authorities-only"
  | "some-reasons"
  | "unknown-critical"
  | "delta";

export class RevokingAuthority {
  private readonly folder = mkdtempSync(join(tmpdir(), "sealbook-revoking-"));
  readonly root: Uint8Array;
  readonly customer: Uint8Array;

  constructor() {
    writeFileSync(this.path("ca.cnf"), CONFIG);
    this.openssl(
      "req",
      "-x509",
      ...this.newKey("root"),
      "-days",
      "3650",
      "-subj",
      "/CN=Authority",
      "-extensions",
      "root",
    );
    for (const [name, serial] of Object.entries({ customer: "0A01", responder: "0A02", stranger: "0A03" })) {
      this.certify(name, { by: "root", serial });
    }
    this.root = this.der("root");
    this.customer = this.der("customer");
    this.says();
  }

  /**
   * An authority below it, number 0B01, with a client of its own, number 0A01; and what a stranger makes of that authority's name and key: a
   * certificate with another number, by somebody who calls himself like the root, that may not sign lists.
   */
  withDeputy(): { deputy: Uint8Array; lookalike: Uint8Array; client: Uint8Array } {
    this.certify("deputy", { by: "root", serial: "0B01" });
    this.certify("client", { by: "deputy", serial: "0A01" });
    this.openssl("req", "-x509", ...this.newKey("impostor"), "-subj", "/CN=Authority", "-extensions", "root");
    const key = this.openssl("x509", "-in", "deputy.pem", "-noout", "-pubkey");
    writeFileSync(this.path("deputy.pub"), key);
    const own = [
      "-force_pubkey",
      "deputy.pub",
      "-CA",
      "impostor.pem",
      "-CAkey",
      "impostor.key",
      "-set_serial",
      "0x0B02",
    ];
    const as = ["-extfile", "ca.cnf", "-extensions", "lookalike", "-out", "lookalike.pem"];
    this.openssl("x509", "-req", "-in", "deputy.csr", ...own, "-days", "3650", ...as);
    return { deputy: this.der("deputy"), lookalike: this.der("lookalike"), client: this.der("client") };
  }

  /** What it has written down of a customer: nothing, or when it was revoked and why. @param serial hex */
  says(revoked?: { at: string; reason?: string }, serial = "0A01"): void {
    writeFileSync(this.path("index.txt"), "");
    writeFileSync(this.path("crlnumber"), "01\n");
    const [state, ended] = revoked ? ["R", `${revoked.at}${revoked.reason ? `,${revoked.reason}` : ""}`] : ["V", ""];
    appendFileSync(this.path("index.txt"), `${state}\t360101000000Z\t${ended}\t${serial}\tunknown\t/CN=customer\n`);
  }

  /** DER of a list. @param options.at `YYYYMMDDHHMMSSZ`, when it was made, for seven days; else now */
  list(kind: ListKind = "plain", { at, number, by = "root" }: { at?: string; number?: string; by?: string } = {}) {
    if (number) writeFileSync(this.path("crlnumber"), `${number}\n`);
    const times = at ? ["-crl_lastupdate", at, "-crl_nextupdate", at.replace(/^(\d{6})\d\d/, "$128")] : [];
    const extensions = kind === "plain" ? [] : ["-crlexts", kind];
    const keys = ["-cert", `${by}.pem`, "-keyfile", `${by}.key`];
    this.openssl("ca", "-config", "ca.cnf", "-gencrl", ...keys, ...times, ...extensions, "-out", "list.pem");
    return this.openssl("crl", "-in", "list.pem", "-outform", "DER");
  }

  /** DER of an answer, by the authority itself or whom it certified. */
  answer(by: "root" | "responder" | "stranger" = "responder"): Uint8Array {
    this.openssl("ocsp", "-issuer", "root.pem", "-cert", "customer.pem", "-no_nonce", "-reqout", "request");
    const signer = ["-rsigner", `${by}.pem`, "-rkey", `${by}.key`, "-CA", "root.pem", "-ndays", "7"];
    this.openssl("ocsp", "-index", "index.txt", ...signer, "-reqin", "request", "-respout", "answer");
    return new Uint8Array(readFileSync(this.path("answer")));
  }

  /** Detached CMS of its customer's. @param of.along whose certificate comes along */
  sign(bytes: Uint8Array, { by = "customer", along = "root" }: { by?: string; along?: string } = {}): Buffer {
    writeFileSync(this.path("data"), bytes);
    const signer = ["-signer", `${by}.pem`, "-inkey", `${by}.key`, "-certfile", `${along}.pem`];
    this.openssl(
      "cms",
      "-sign",
      "-binary",
      "-md",
      "sha256",
      "-cades",
      "-in",
      "data",
      ...signer,
      "-outform",
      "DER",
      "-out",
      "cms",
    );
    return readFileSync(this.path("cms"));
  }

  /** Its certificate and its customer's, as PKCS #7. */
  p7b(form: "PEM" | "DER"): Uint8Array {
    return this.openssl("crl2pkcs7", "-nocrl", "-certfile", "root.pem", "-certfile", "customer.pem", "-outform", form);
  }

  der(name: string): Uint8Array {
    return this.openssl("x509", "-in", `${name}.pem`, "-outform", "DER");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private certify(name: string, { by, serial }: { by: string; serial: string }): void {
    this.openssl("req", ...this.newKey(name, "csr"), "-subj", `/CN=${name}`);
    const from = ["-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-set_serial", `0x${serial}`, "-days", "3650"];
    const own = ["-extfile", "ca.cnf", "-extensions", name, "-out", `${name}.pem`];
    this.openssl("x509", "-req", "-in", `${name}.csr`, ...from, ...own);
  }

  private path(file: string): string {
    return join(this.folder, file);
  }

  private newKey(name: string, kind = "pem"): string[] {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${name}.key`];
    return ["-new", ...key, "-config", "ca.cnf", "-out", `${name}.${kind}`];
  }

  private openssl(...args: string[]): Uint8Array {
    return new Uint8Array(execFileSync("openssl", args, { cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] }));
  }
}
