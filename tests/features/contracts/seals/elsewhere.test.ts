/** Seals whose key a signer elsewhere holds, and certificates that a seal gets for the key that it has. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey, sign } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { Webhook } from "standardwebhooks";
import { contract } from "#tests/pades/sealed-pdf.ts";

const folder = mkdtempSync(join(tmpdir(), "sealbook-signer-"));
const SECRET = "a secret that both of them know, and nobody else";

interface Asked {
  id: string;
  algorithm: string;
  input: string;
}
type Answering = (asked: Asked, response: ServerResponse) => void;

/** What the signer was asked, and how it answers. */
const asked: Asked[] = [];
let answering: Answering;

async function listen(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  // Throws where the request is not signed as it has to be.
  new Webhook(SECRET, { format: "raw" }).verify(body, request.headers as Record<string, string>);
  const what = JSON.parse(body) as Asked;
  asked.push(what);
  answering(what, response);
}
const signer = createServer((request, response) => {
  listen(request, response).catch(() => response.writeHead(401).end());
});
signer.listen(0, "127.0.0.1");
await once(signer, "listening");
const host = `127.0.0.1:${(signer.address() as AddressInfo).port}`;
const url = `http://${host}/sign?token=not-shown`;
process.env.SIGNER_INSIDE_HOSTS = host;

// The configuration is read once, at import.
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { at, call, callJson } = await import("#tests/support/call.ts");
const { makeOrganisation, sessionHeaders } = await import("#tests/support/accounts.ts");
const { prisma } = await import("#lib/infra/db/prisma.ts");
const { verifyPdfSignatures } = await import("#lib/verify/pdf/verify-signatures.ts");
const { readPemCertificates } = await import("#lib/pki/pem.ts");

const PLACE = "/api/v1/seals";
const PURPOSE = "loan contracts";
const openssl = (...args: string[]) =>
  execFileSync("openssl", args, { stdio: ["pipe", "pipe", "ignore"], cwd: folder });
const file = (name: string) => readFileSync(join(folder, name), "utf8");

/** An authority, and a certificate of it for a request; `name`.key and `name`.pem of a key of its own, where no request is given. */
function certify(name: string, csr?: string): string {
  if (csr === undefined) {
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", `${name}.key`);
    openssl("req", "-new", "-key", `${name}.key`, "-subj", "/CN=Blue Harbour Bank", "-out", `${name}.csr`);
  } else {
    writeFileSync(join(folder, `${name}.csr`), csr);
  }
  writeFileSync(join(folder, "leaf.cnf"), "keyUsage=critical,digitalSignature\nextendedKeyUsage=emailProtection\n");
  const authority = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30", "-extfile", "leaf.cnf"];
  openssl("x509", "-req", "-in", `${name}.csr`, ...authority, "-out", `${name}.pem`);
  return file(`${name}.pem`);
}

const signedWith =
  (name: string): Answering =>
  ({ input }, response) => {
    const signature = sign("sha256", Buffer.from(input, "base64"), createPrivateKey(file(`${name}.key`)));
    response.writeHead(200).end(JSON.stringify({ signature: signature.toString("base64") }));
  };

after(() => {
  signer.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("seals with keys elsewhere", () => {
  let owner: Record<string, string>;

  const post = async (path: string, body: unknown, params: Record<string, string> = {}) =>
    await callJson(at(`${PLACE}${path}`).POST, { headers: owner, params, body });
  const create = async (key: unknown) =>
    await post("", {
      name: "合同专用章",
      picture: { design: { shape: "round", words: "蓝港银行" } },
      fourEyes: false,
      key,
    });
  const remote = (certificates: string, address = url) =>
    create({ remote: { url: address, secret: SECRET, certificates } });
  const sealed = async (id: string, pdf: Uint8Array) =>
    await call(at(`${PLACE}/{id}/seal`).POST, {
      ...{
        params: { id },
        query: { purpose: PURPOSE, document: "贷款合同.pdf", page: "1", x: "50", y: "50" },
        body: pdf,
      },
      headers: { ...owner, "content-type": "application/pdf" },
    });
  const headline = async (pdf: Uint8Array) =>
    (await verifyPdfSignatures(pdf, { anchors: readPemCertificates(file("ca.pem")) ?? [], authorities: [] }))?.headline;

  before(async () => {
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "60",
      "-subj",
      "/CN=Example CA",
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
    );
    certify("bank");
    certify("other");
    await createTestDatabase();
    const { sessionId } = (await makeOrganisation("Blue Harbour Bank 蓝港银行")).owner;
    owner = { cookie: (await sessionHeaders(sessionId)).get("cookie") ?? "", origin: "http://localhost:3000" };
  });
  after(async () => await dropTestDatabase());
  beforeEach(() => {
    asked.length = 0;
    answering = signedWith("bank");
  });

  it("a signer elsewhere is asked for each use, and told which it is; its key and its address's secret stay unknown", async () => {
    // In any order, as authorities hand them out.
    const { status, body: seal } = await remote(file("ca.pem") + file("bank.pem"));
    assert.equal(status, 201, JSON.stringify(seal));
    assert.deepEqual([seal.origin, seal.held, seal.signer], ["remote", "remote", `http://${host}`]);
    assert.equal(seal.certificate.issuer, "Example CA");
    const answer = await sealed(seal.id, await contract());
    assert.equal(answer.status, 200);
    assert.equal(await headline(new Uint8Array(await answer.arrayBuffer())), "valid");
    const { body: uses } = await callJson(at(`${PLACE}/{id}/uses`).GET, { headers: owner, params: { id: seal.id } });
    assert.deepEqual(
      asked.map(({ id, algorithm }) => [id, algorithm]),
      [
        [seal.id, "ecdsa-sha256"],
        [uses.items[0].id, "ecdsa-sha256"],
      ],
    );
    const stored = await prisma().documentSeal.findUniqueOrThrow({ where: { id: seal.id }, select: { secret: true } });
    const text = Buffer.from(stored.secret ?? []).toString("latin1");
    assert.ok(!text.includes(SECRET) && !text.includes("not-shown"));
  });

  it("a signer that is away, says nonsense or signs with another key gives nobody a signature", async () => {
    const { body: seal } = await remote(file("bank.pem"));
    const faults: [Answering, number, string][] = [
      [(_, response) => response.destroy(), 503, "seal_signer_away"],
      [(_, response) => response.writeHead(500).end(), 503, "seal_signer_away"],
      [(_, response) => response.writeHead(302, { location: "http://127.0.0.1:9/" }).end(), 503, "seal_signer_away"],
      [(_, response) => response.writeHead(200).end("{}"), 503, "seal_signer_away"],
      [signedWith("other"), 502, "seal_signer_wrong"],
    ];
    for (const [fault, status, code] of faults) {
      answering = fault;
      const answer = await sealed(seal.id, await contract());
      assert.equal(answer.status, status);
      assert.equal(((await answer.json()) as { code: string }).code, code);
    }
    const { body: uses } = await callJson(at(`${PLACE}/{id}/uses`).GET, { headers: owner, params: { id: seal.id } });
    assert.deepEqual(new Set(uses.items.map(({ state }: { state: string }) => state)), new Set(["unfinished"]));
    answering = signedWith("bank");
    assert.equal((await sealed(seal.id, await contract())).status, 200);
  });

  it("no seal is made whose key does not answer, is another's, or would be asked inside", async () => {
    answering = signedWith("other");
    assert.equal((await remote(file("bank.pem"))).body.code, "seal_key_unfit");
    answering = (_, response) => response.destroy();
    assert.equal((await remote(file("bank.pem"))).body.code, "seal_signer_away");
    for (const address of ["http://example.org/", "https://127.0.0.1/", "https://localhost/", "https://10.0.0.1:8443/"])
      assert.equal((await remote(file("bank.pem"), address)).body.code, "seal_signer_address", address);
    const unfit = ["no certificate", file("bank.pem") + file("other.pem")];
    for (const certificates of unfit) assert.equal((await remote(certificates)).body.code, "seal_certificate_unfit");
    assert.equal(await prisma().documentSeal.count({ where: { origin: "remote" } }), 2);
  });

  it("a seal for trials asks for a certificate and is certified by an authority outside, with the key that it has", async () => {
    for (const make of ["ecdsa-sha256", "rsa-sha256", "ed25519"]) {
      const { body: seal } = await create({ make });
      assert.deepEqual([seal.origin, seal.held], ["trial", "here"]);
      const { body } = await post("/{id}/certificate-request", { organizationalUnit: "贷款部" }, { id: seal.id });
      const said = openssl(
        "req",
        "-verify",
        "-noout",
        "-subject",
        "-utf8",
        "-nameopt",
        "utf8",
        "-in",
        written(body.request),
      );
      assert.match(said.toString(), /O=Blue Harbour Bank 蓝港银行.*OU=贷款部.*CN=Blue Harbour Bank 蓝港银行/);
      const certificates = certify(`outside-${make}`, body.request);
      const put = async (pem: string) =>
        await callJson(at(`${PLACE}/{id}/certificate`).PUT, {
          ...{ headers: owner, params: { id: seal.id }, body: { certificates: pem } },
        });
      assert.equal((await put(file("bank.pem"))).body.code, "seal_certificate_unfit", "of another key");
      const changed = await put(file("ca.pem") + certificates);
      assert.deepEqual([changed.status, changed.body.origin], [200, "certified"]);
      const answer = await sealed(seal.id, await contract());
      assert.equal(await headline(new Uint8Array(await answer.arrayBuffer())), "valid");
    }
    for (const action of ["seal.request_certificate", "seal.certify"])
      assert.equal(await prisma().auditEvent.count({ where: { action } }), 3, action);
  });
});

function written(pem: string): string {
  writeFileSync(join(folder, "request.csr"), pem);
  return "request.csr";
}
