/** Key files as authorities hand them out. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

/** @param options.usage extended key usage; days: until it ends, from now */
export function makePkcs12(options: {
  folder: string;
  password: string;
  bits?: number;
  usage?: string;
  days?: number;
}): Uint8Array {
  const { folder, password, bits = 2_048, usage = "emailProtection", days = 30 } = options;
  const openssl = (...args: string[]) =>
    execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"], cwd: folder });
  openssl(
    ..."req -x509 -newkey rsa:2048 -nodes -days 60 -keyout ca.key -out own-ca.pem".split(" "),
    "-subj",
    "/CN=Example CA",
  );
  openssl(
    ..."req -newkey".split(" "),
    `rsa:${bits}`,
    ..."-nodes -keyout own.key -out own.csr".split(" "),
    "-subj",
    "/CN=Blue Harbour Bank",
  );
  writeFileSync(`${folder}/own.cnf`, `keyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=${usage}\n`);
  const signing = ["x509", "-req", "-in", "own.csr", "-CA", "own-ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
  openssl(...signing, "-days", String(days), "-extfile", "own.cnf", "-out", "own.pem");
  openssl(
    ...["pkcs12", "-export", "-inkey", "own.key", "-in", "own.pem", "-certfile", "own-ca.pem"],
    ...["-passout", `pass:${password}`, "-out", "own.p12"],
  );
  return new Uint8Array(readFileSync(`${folder}/own.p12`));
}
