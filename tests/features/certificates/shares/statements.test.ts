/** A share of a statement proves it and nothing more: the value behind it is in no byte of what a reader gets, and the verdict says both. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { textOfBase64Url } from "#lib/credentials/base64url.ts";
import { publicUrl } from "#lib/env.ts";
import { claimCertificate } from "#lib/features/certificates/holders/verbs/claim-certificate.ts";
import { makeClaimLink } from "#lib/features/certificates/holders/verbs/send-again.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { issueOne } from "#lib/features/certificates/issuing/verbs/issue-one.ts";
import { loadCertificatePage, loadHolderPage } from "#lib/features/certificates/shares/pages.ts";
import { shareToken } from "#lib/features/certificates/shares/rows/token.ts";
import { createShare } from "#lib/features/certificates/shares/verbs/create-share.ts";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import { collectSources } from "#lib/verify/certificate/collect.ts";
import { joinCertificates, openCertificate } from "#lib/verify/certificate/open.ts";
import { verifyCertificate } from "#lib/verify/certificate/verify.ts";
import {
  DOCUMENT,
  type IssuingPlace,
  issueAll,
  openIssuingPlace,
  publishTemplate,
} from "#tests/features/certificates/issuing/issuing-place.ts";
import { at, call, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";

const LOOK = at("/api/v1/shares/{token}/looks").POST;
const address = "192.0.2.8";
/** So long that no digest and no salt has it by chance. */
const SCORE = "93.123456";
const BORN = "2004-02-29";
const MEMBER = "2019-11-30";

const date = { type: "date", required: false, visibility: "private" } as const;
const ASKING: TemplateDocument = {
  ...DOCUMENT,
  fields: [
    ...DOCUMENT.fields,
    { name: "birth_date", label: { "zh-CN": "出生日期", en: "Born on" }, ...date },
    { name: "member_since", label: { "zh-CN": "入会日期", en: "Member since" }, ...date },
  ],
  predicates: [
    { field: "score", kind: "gte", value: "90" },
    { field: "score", kind: "gte", value: "95" },
    { field: "birth_date", kind: "over", value: "18" },
    { field: "member_since", kind: "in", value: "2019" },
  ],
};
const STATEMENTS = {
  "birth_date_over.18": true,
  "member_since_in.2019": true,
  "score_gte.90": true,
  "score_gte.95": false,
};

let place: IssuingPlace;
let held: { token: string; certificateId: string };

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace("Blue Harbour School 蓝港学校");
  const { owner: actor, id } = place.organisation;
  const template = await publishTemplate(id, ASKING);
  const values = { course: "算法设计", score: SCORE, birth_date: BORN, member_since: MEMBER };
  const { certificateId } = await issueOne({ actor, certificate: { template, holderName: "欧阳𠮷", values } });
  await issueAll();
  await appendAll();
  const { url } = await makeClaimLink({ actor, certificateId });
  held = { token: url.split("/").at(-1) ?? "", certificateId };
  await claimCertificate({ ...held, address, locale: "zh-CN" });
});
after(async () => {
  await endThreads();
  await dropTestDatabase();
});

async function share(shown: string[]): Promise<string> {
  const { id } = await createShare({ ...held, label: "", shown, days: 7, views: 0, address });
  return shareToken(id);
}

/** The answer as it came, and again with every part of it that is base64url read. */
async function answerOf(token: string) {
  const key = randomBytes(16).toString("base64url");
  const answer = await call(LOOK, { params: { token }, body: { key } });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  const inside = text.split(/[^A-Za-z0-9_-]+/).map((part) => textOfBase64Url(part) ?? "");
  const heads = [...answer.headers].join("\n");
  return { body: JSON.parse(text), bytes: [text, heads, ...inside].join("\n") };
}

/** As a reader's browser judges it, with what this site publishes. */
async function judged({ presentation, receipt }: { presentation: string; receipt: string }) {
  const [opened, beside] = [await openCertificate(presentation), await openCertificate(receipt)];
  assert.ok(opened && beside);
  const whole = joinCertificates(opened, beside);
  const sources = await collectSources(whole, async (asked) => {
    const answer = await send(asked.slice(publicUrl.length));
    return answer.status === 200 ? await answer.text() : undefined;
  });
  return await verifyCertificate(whole, { sources, trust: () => undefined, now: new Date() });
}

describe("a certificate whose template asks for statements", () => {
  it("holds each of them, worked out when it was issued, and its holder may choose among them", async () => {
    const [page] = (await loadHolderPage(held.token))?.certificates ?? [];
    const statements = page?.disclosables.filter(({ holds }) => holds !== undefined) ?? [];
    assert.deepEqual(
      Object.fromEntries(statements.map(({ name, holds }) => [name.replace("predicates.", ""), holds])),
      STATEMENTS,
    );
    assert.ok(
      statements.every(({ value, onPage }) => value === undefined && !onPage),
      "no page shows one by itself",
    );
  });

  it("shows by its bare address no statement", async () => {
    const page = await loadCertificatePage({ id: held.certificateId, locale: "en" });
    assert.ok("shown" in page);
    assert.equal(
      page.shown.presentation.split("~").some((part) => textOfBase64Url(part)?.includes("gte")),
      false,
    );
  });
});

describe("a share of a statement", () => {
  for (const [name, values] of [
    ["score_gte.90", [SCORE, "93.1", BORN, MEMBER, "欧阳", "算法设计"]],
    ["birth_date_over.18", [SCORE, BORN, "2004", MEMBER, "欧阳"]],
    ["member_since_in.2019", [SCORE, BORN, MEMBER, "欧阳"]],
  ] as const) {
    it(`${name}: has the value, and what else is hidden, in no byte of the answer`, async () => {
      const { body, bytes } = await answerOf(await share([`predicates.${name}`]));
      assert.ok(bytes.includes(name), "the statement is there");
      for (const hidden of values) assert.equal(bytes.includes(hidden), false, hidden);
      for (const other of Object.keys(STATEMENTS))
        if (other !== name) assert.equal(bytes.includes(other), false, other);
      assert.equal(body.whole, false, "and the PDF is not to be had");
    });
  }

  it("names the field that it is about, in the reader's language, and counts what was not shown", async () => {
    const { body } = await answerOf(await share(["predicates.score_gte.90"]));
    assert.equal(body.labels.score, "Score");
    const { shown, steps } = await judged(body);
    assert.equal(steps.find(({ name }) => name === "integrity")?.status, "ok");
    assert.deepEqual(shown?.predicates, [{ name: "score_gte.90", holds: true }]);
    assert.deepEqual([shown?.fields, shown?.holder], [[], undefined]);
    // Name, course, score, birth and membership; the three other statements.
    assert.deepEqual(shown?.hidden, { fields: 5, predicates: 3 });
  });

  it("that does not hold says so: it is no proof of the opposite's value", async () => {
    const { body } = await answerOf(await share(["predicates.score_gte.95"]));
    assert.deepEqual((await judged(body)).shown?.predicates, [{ name: "score_gte.95", holds: false }]);
  });

  it("cannot be turned round by whoever has it", async () => {
    const { body } = await answerOf(await share(["predicates.score_gte.95"]));
    const [jwt = "", disclosure = ""] = body.presentation.split("~");
    const turned = textOfBase64Url(disclosure)?.replace("false", "true") ?? "";
    const presentation = `${jwt}~${Buffer.from(turned).toString("base64url")}~`;
    const { verdict, shown } = await judged({ ...body, presentation });
    assert.deepEqual([verdict, shown], ["content_mismatch", undefined]);
  });
});
