/** Who may is asked first; a refusal is thrown; forms reach verbs through the gate alone. Found in the sources' text. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

const WORKER = "what the worker calls by itself, for nobody, calls it";
const WITHIN = "the verbs that call it have asked";

/** Verbs that ask nobody although more than the jobs of their feature calls them, each with the reason. Whoever adds one gives its own. */
const UNASKED: Record<string, string> = {
  "accounts/bulks/verbs/tell-bulk.ts tellBulk": WITHIN,
  "accounts/factors/verbs/count-guess.ts countGuess": WITHIN,
  "accounts/factors/verbs/create-challenge.ts beginOwnPasskey":
    "its caller has proven whose they are, and it opens nothing",
  "accounts/factors/verbs/create-challenge.ts beginPasskeySignIn": "anybody may ask; it opens nothing",
  "accounts/factors/verbs/finish-sign-in.ts finishWithCode": "the password was, and the code is what proves who it is",
  "accounts/factors/verbs/finish-sign-in.ts finishWithPasskey":
    "the password was, and the passkey is what proves who it is",
  "accounts/factors/verbs/sign-in-with-passkey.ts signInWithPasskey": "the passkey is what proves who it is",
  "accounts/passwords/verbs/request-reset.ts requestReset": "anybody may ask; only the mailbox gets the link",
  "accounts/sandbox/verbs/open-sandbox.ts openSandbox": "anybody may ask, as the installation says; it opens nobody's",
  "accounts/sessions/verbs/check-password.ts checkPassword": "the password is what proves who it is",
  "accounts/sessions/verbs/check-password.ts confirmOrChoose": "the password is what proves who it is",
  "accounts/sessions/verbs/sign-in.ts signIn": "the password is what proves who it is",
  "accounts/sso/verbs/arrive-from-provider.ts arriveFromProvider": "what the provider says is what proves who it is",
  "accounts/sso/verbs/depart-to-provider.ts departToProvider": "anybody may leave",
  "alarms/verbs/raise-alert.ts raiseAlert": "whoever sees a cause says so, in a process or in another verb",
  "alarms/verbs/resolve-alert.ts resolveAlert": "whoever sees that a cause is gone says so",
  "operations/installation/verbs/raise-part-died.ts raisePartDied": "whoever started a process that died says so",
  "accounts/api-keys/verbs/moment-key.ts momentKey": WORKER,
  "certificates/issuers/verbs/sign.ts openBbsSigner": "the holder of a certificate asks, and was looked at",
  "certificates/issuers/verbs/sign.ts openCredentialSigner": "lists are signed when they are read",
  "certificates/issuers/verbs/sign.ts openWalletSigner": "lists are signed when they are read",
  "certificates/issuers/verbs/sign.ts openSigners": WORKER,
  "certificates/credentials/verbs/deliver-form.ts deliverForm": "whoever shows a certificate has asked who may see it",
  "certificates/credentials/verbs/deliver-form.ts deliveredPdf": "whoever shows a certificate has asked who may see it",
  "certificates/figures/verbs/note-check.ts noteCheck": "anybody may check; a sum is raised and nothing else",
  "certificates/issuing/verbs/make-certificates.ts makeCertificates": WORKER,
  "certificates/issuing/verbs/record-batch.ts recordBatch": WORKER,
  "certificates/status/verbs/sign-list.ts signedList": "anybody may read a list; it writes nothing",
  "certificates/wallets/verbs/collect-certificate.ts collectCertificate":
    "the token that the wallet got is what proves who it is",
  "evidence/erasure/verbs/erase-rows.ts eraseRows": WITHIN,
  "evidence/erasure/verbs/record-erasures.ts recordErasures": WORKER,
  "evidence/signatures/verbs/keep-check.ts findSignatures": WITHIN,
  "evidence/signatures/verbs/keep-check.ts keepCheck": WITHIN,
  "evidence/retention/verbs/check-content.ts checkContent": WITHIN,
  "evidence/retention/verbs/check-content.ts isWholeIn": WITHIN,
  "evidence/retention/verbs/seal-content.ts sealContent": WITHIN,
  "evidence/retention/verbs/keep-digests.ts keepDigests": WITHIN,
  "evidence/retention/verbs/note-damage.ts forgetDamage": WITHIN,
  "evidence/retention/verbs/note-damage.ts forgetReplaced": WITHIN,
  "evidence/retention/verbs/note-damage.ts noteDamage": WITHIN,
  "evidence/retention/verbs/place-content.ts placeContent": WITHIN,
  "evidence/retention/verbs/read-content.ts readContent": WITHIN,
  "evidence/retention/verbs/place-content.ts settleKey": WITHIN,
  "evidence/retention/verbs/sweep-content.ts removeUnrecorded": WITHIN,
  "evidence/retention/verbs/sweep-content.ts removeUnreferenced": WORKER,
  "evidence/verifier-file/verbs/record-own-digest.ts recordOwnDigest": WORKER,
  "contracts/seals/verbs/sign-with-seal.ts stampIfConfigured": WITHIN,
  "contracts/signing/verbs/note-signature.ts releaseSignature": WITHIN,
  "contracts/signing/verbs/prepare-signature.ts prepareSignature": WITHIN,
  "keyring/verbs/change-organisation-key.ts noteRecordsErased": WORKER,
  "keyring/verbs/destroy-content-keys.ts destroyContentKeys": WITHIN,
  "keyring/verbs/insert-content-key.ts insertContentKey": WITHIN,
  "keyring/verbs/wrap-content-key.ts wrapContentKey": WITHIN,
  "ledger/audit/verbs/audit-ledger.ts auditLedger": "the command line; it changes nothing",
  "ledger/nodes/verbs/keep-cosignature.ts keepCosignature": WORKER,
  "ledger/renewal/verbs/stamp-renewal.ts stampRenewal": "the worker, and the command that renews",
  "ledger/nodes/verbs/report-node.ts reportFailure": WORKER,
  "ledger/nodes/verbs/report-node.ts reportSuccess": WORKER,
  "ledger/nodes/verbs/settle-round.ts hasFailed": WORKER,
  "ledger/nodes/verbs/settle-round.ts succeeded": WORKER,
  "ledger/sealing/verbs/check-tail.ts checkTail": WORKER,
  "ledger/sealing/verbs/create-ledger.ts ensureLedger": "makes what every installation has, for whoever comes first",
  "ledger/sealing/verbs/create-ledger.ts insertLedger": WITHIN,
  "accounts/webhooks/verbs/note-outcome.ts noteOutcome": WORKER,
  "outbox/verbs/send-due.ts sendDue": WORKER,
};

const FEATURES = "lib/features/";
const paths = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", FEATURES], {
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path.endsWith(".ts"));
const verbPaths = paths.filter((path) => path.includes("/verbs/"));

interface Verb {
  name: string;
  parameters: string;
  firstLine: string;
}

/** From `open`, the place of an opening bracket, to behind the one that closes it. Types and code of ours only. */
function behind(source: string, open: number): number {
  let depth = 0;
  for (let at = open; at < source.length; at += 1) {
    const character = source[at] ?? "";
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character) && --depth === 0) return at + 1;
  }
  throw new Error("a bracket that nobody closes");
}

/** Where the body of a function begins: the first brace behind its parameters that no type argument encloses. */
function bodyOf(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    const character = source[at];
    if (character === "<") depth += 1;
    if (character === ">" && source[at - 1] !== "=") depth -= 1;
    if (character === "{" && depth === 0) return at + 1;
  }
  throw new Error("a function without a body");
}

function verbsOf(source: string): Verb[] {
  const found = source.matchAll(/^export (?:async function|function(?=[^{]*\): Promise<)) (\w+)[^(]*\(/gm);
  return [...found].map((match) => {
    const open = match.index + match[0].length - 1;
    const end = behind(source, open);
    const body = source.slice(bodyOf(source, end));
    return { name: match[1] ?? "", parameters: source.slice(open + 1, end - 1).trim(), firstLine: body.trim() };
  });
}

const isWithinTransaction = ({ parameters }: Verb) => /^(tx: Tx|connection: Connection)\b/.test(parameters);
const asks = ({ firstLine }: Verb) => /^(const [^=;]+ = )?(await )?require[A-Z]\w*\(/.test(firstLine);

const sources = new Map(
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "lib", "app", "bin"], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => [path, readFileSync(path, "utf8")]),
);

/** Whether nothing but the feature's own jobs calls it: then the worker does, by itself. */
function isJobsOnly({ path, name }: { path: string; name: string }): boolean {
  const [feature = ""] = path.split("verbs/");
  const file = path.split("/").at(-1) ?? "";
  const callers = [...sources].filter(
    ([from, source]) =>
      from !== path && new RegExp(`import[^;]*\\b${name}\\b[^;]*from "[^"]*/${file.replace(".", "\\.")}"`).test(source),
  );
  return (
    callers.length > 0 &&
    callers.every(([from]) => /^jobs(\.ts|\/)/.test(from.slice(feature.length)) && from.startsWith(feature))
  );
}

describe("verbs", () => {
  const verbs = verbPaths.flatMap((path) =>
    verbsOf(readFileSync(path, "utf8")).map((verb) => ({
      ...verb,
      path,
      key: `${path.slice(FEATURES.length)} ${verb.name}`,
    })),
  );

  it("ask in their first line whether their actor may; those that ask nobody say why", () => {
    assert.ok(verbs.filter(asks).length > 30, "verbs are found");
    const wrong = verbs.filter(
      (verb) => !isWithinTransaction(verb) && !asks(verb) && !isJobsOnly(verb) && !(verb.key in UNASKED),
    );
    assert.deepEqual(
      wrong.map(({ key }) => key),
      [],
      "begin with a function of lib/gate/require.ts, or with requireOperator",
    );
    const idle = Object.keys(UNASKED).filter(
      (key) => !verbs.some((verb) => verb.key === key && !asks(verb) && !isJobsOnly(verb)),
    );
    assert.deepEqual(idle, [], "these are no verbs that ask nobody");
  });

  it("are found by this test: none is a value", () => {
    const values = verbPaths.filter((path) =>
      /^export (default|const \w+ = (async|function|\())/m.test(readFileSync(path, "utf8")),
    );
    assert.deepEqual(values, []);
  });

  it("throw what they refuse", () => {
    const wrong = verbPaths.filter((path) => /return \{ failed: ["`]/.test(readFileSync(path, "utf8")));
    assert.deepEqual(wrong, []);
  });
});

describe("server actions", () => {
  it("go through the gate, each of them", () => {
    const files = paths.map((path) => [path, readFileSync(path, "utf8")] as const);
    const actions = files.filter(([, source]) => source.startsWith('"use server"'));
    assert.ok(actions.length >= 8);
    for (const [path, source] of actions) {
      const exported = source.match(/^export .*/gm) ?? [];
      assert.ok(exported.length > 0, path);
      for (const line of exported) assert.match(line, /^export const \w+Action = (action|buttonAction)\(/, path);
    }
    const inline = files.filter(
      ([path, source]) => !actions.some(([other]) => other === path) && /["']use server["']/.test(source),
    );
    assert.deepEqual(inline, []);
  });
});

/** Verbs that ask and then write in a transaction that does not prove the actor once more, each with the reason. */
const UNPROVEN: Record<string, string> = {
  "accounts/sessions/verbs/end-sessions.ts": "it takes nothing but the actor's own sessions away",
  "certificates/issuing/verbs/export-certificates.ts": "it reads; the gate watches while it does",
  "evidence/records/verbs/export-evidence.ts": "it reads; the gate watches while it does",
  "evidence/records/verbs/open-content.ts": "it reads; the gate watches while it does",
};

describe("writes", () => {
  it("prove their actor in their own transaction", () => {
    const asked = verbPaths.filter((path) =>
      /\brequire(Permission|Organisation|User|Operator)\(/.test(readFileSync(path, "utf8")),
    );
    const wrong = asked.filter((path) => {
      const source = readFileSync(path, "utf8");
      const opens = /\$transaction\(|\btransaction\(pool\(\)/.test(source) && !/\bprove(?:On|Recorder)\(/.test(source);
      return opens && !(path.slice(FEATURES.length) in UNPROVEN);
    });
    assert.ok(asked.length > 15, "verbs are found");
    assert.deepEqual(wrong, [], "write through proven (lib/gate/proven.ts)");
    const idle = Object.keys(UNPROVEN).filter((key) => !asked.includes(`${FEATURES}${key}`));
    assert.deepEqual(idle, [], "these are no verbs that ask");
  });
});
