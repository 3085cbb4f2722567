/** What is under way when a key is revoked, a session ended, a member removed or demoted: it ends soon, and nothing of it is kept. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { revokeApiKey } from "#lib/features/accounts/api-keys/verbs/revoke-api-key.ts";
import { changeRole } from "#lib/features/accounts/members/verbs/change-role.ts";
import { removeMember } from "#lib/features/accounts/members/verbs/remove-member.ts";
import { suspendOrganisation } from "#lib/features/accounts/organisations/verbs/move-organisation.ts";
import { endSession } from "#lib/features/accounts/sessions/verbs/end-sessions.ts";
import { shareToken } from "#lib/features/evidence/sharing/rows/share-token.ts";
import { createShareLink, revokeShareLink, setPublicPage } from "#lib/features/evidence/sharing/verbs/share-record.ts";
import { makeOrganisation, sessionHeaders, type TestOrganisation } from "#tests/support/accounts.ts";
import { join } from "#tests/support/members.ts";
import { closeUploadPlace, keyOf, openUploadPlace, uploadUrl } from "./upload-place.ts";
import { filesIn, leavingNothing, put, type UploadServer } from "./upload-server.ts";

/** A revocation, and how long after it whoever waits has to have heard. */
const HEARD_MS_MAX = 20_000;
const BROKEN_OFF_MS = 4_000;

let server: UploadServer;
before(async () => {
  // Of two organisations only the first runs the installation, and cannot be suspended.
  ({ server } = await openUploadPlace());
});
after(() => closeUploadPlace({ server }));

const base = () => `http://127.0.0.1:${server.port}`;

interface Heard {
  status: number;
  code: string | undefined;
}

async function heardOf(outgoing: ClientRequest): Promise<Heard> {
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode ?? 0, code: JSON.parse(text).code };
}

/** An upload of which the first bytes have arrived. */
async function beginUpload(headers: Record<string, string>) {
  const outgoing = httpRequest(uploadUrl(server, "slow.bin"), { method: "PUT", headers, agent: false });
  outgoing.on("error", () => {});
  const heard = heardOf(outgoing);
  outgoing.write(randomBytes(64));
  while (filesIn("uploads").length === 0) await sleep(10);
  return { heard, end: () => outgoing.end(randomBytes(64)) };
}

async function cookieOf(sessionId: string): Promise<Record<string, string>> {
  return { cookie: (await sessionHeaders(sessionId)).get("cookie") ?? "", origin: base() };
}

/** Who uploads, and what is done to them meanwhile. */
type Case = [
  name: string,
  expected: string,
  begin: () => Promise<{ headers: Record<string, string>; end: () => Promise<unknown> }>,
];

const CASES: Case[] = [
  [
    "a key that is revoked",
    "key_revoked",
    async () => {
      const { owner, apiKey } = await makeOrganisation();
      return { headers: keyOf({ apiKey }), end: () => revokeApiKey({ actor: owner, apiKeyId: apiKey.id }) };
    },
  ],
  [
    "a session that is ended",
    "unauthenticated",
    async () => {
      const { owner } = await makeOrganisation();
      return {
        headers: await cookieOf(owner.sessionId),
        end: () => endSession({ actor: owner, sessionId: owner.sessionId }),
      };
    },
  ],
  [
    "a member who is removed",
    "unauthenticated",
    async () => {
      const { owner } = await makeOrganisation();
      const { actor } = await join(owner, "operator");
      return {
        headers: await cookieOf(actor.sessionId),
        end: () => removeMember({ actor: owner, userId: actor.userId }),
      };
    },
  ],
  [
    "a member who may only read from now on",
    "forbidden",
    async () => {
      const { owner } = await makeOrganisation();
      const { actor } = await join(owner, "operator");
      const end = () => changeRole({ actor: owner, userId: actor.userId, role: "auditor" });
      return { headers: await cookieOf(actor.sessionId), end };
    },
  ],
];

describe("an upload under way", () => {
  for (const [name, expected, begin] of CASES) {
    it(`is ended soon after, of ${name}`, async () => {
      const { headers, end } = await begin();
      // Records nothing but what the setting up has recorded: nothing.
      await leavingNothing(async () => {
        const { heard } = await beginUpload(headers);
        await end();
        const endedAt = performance.now();
        assert.equal((await heard).code, expected);
        assert.ok(performance.now() - endedAt < HEARD_MS_MAX, "it went on");
      });
    });

    it(`is refused if it is whole the moment after, of ${name}`, async () => {
      const { headers, end } = await begin();
      await leavingNothing(async () => {
        const upload = await beginUpload(headers);
        await end();
        upload.end();
        assert.equal((await upload.heard).code, expected);
      });
    });
  }

  it("of a suspended organisation is refused when it is whole", async () => {
    const { id, apiKey } = await makeOrganisation();
    await leavingNothing(async () => {
      const upload = await beginUpload(keyOf({ apiKey }));
      await suspendOrganisation({ actor: { kind: "operator" }, organisationId: id });
      upload.end();
      assert.equal((await upload.heard).code, "organisation_suspended");
    });
  });

  it("goes on while nothing changes, however many times it is looked at", async () => {
    const { apiKey } = await makeOrganisation();
    const upload = await beginUpload(keyOf({ apiKey }));
    await sleep(2_500);
    upload.end();
    assert.equal((await upload.heard).status, 201);
  });
});

describe("a read that waits", () => {
  let theirs: TestOrganisation;
  let id: string;
  before(async () => {
    theirs = await makeOrganisation();
    const answer = await put(uploadUrl(server, "a.bin"), { headers: keyOf(theirs), body: randomBytes(64) });
    id = answer.body.id;
  });

  async function waiting(path: string, headers: Record<string, string> = {}): Promise<Promise<Heard>> {
    const outgoing = httpRequest(`${base()}${path}`, { headers, agent: false }).end();
    const heard = heardOf(outgoing);
    await sleep(300);
    return heard;
  }

  async function assertEnds(
    path: string,
    options: { headers?: Record<string, string>; end: () => Promise<unknown>; code: string },
  ) {
    const heard = waiting(path, options.headers);
    await sleep(300);
    await options.end();
    const endedAt = performance.now();
    assert.equal((await heard).code, options.code);
    assert.ok(performance.now() - endedAt < HEARD_MS_MAX, "it went on waiting");
  }

  it("ends when its session does, and shows nothing", async () => {
    const { actor } = await join(theirs.owner, "auditor");
    const end = () => removeMember({ actor: theirs.owner, userId: actor.userId });
    const headers = await cookieOf(actor.sessionId);
    await assertEnds(`/api/v1/evidence/${id}?wait=30`, { headers, end, code: "unauthenticated" });
  });

  it("ends when the link is revoked that opens the record", async () => {
    await setPublicPage({ actor: theirs.owner, evidenceId: id, on: false });
    const { id: linkId } = await createShareLink({ actor: theirs.owner, evidenceId: id, label: "", days: 1 });
    const end = () => revokeShareLink({ actor: theirs.owner, linkId });
    const path = `/api/v1/records/${id}/receipt?wait=30&link=${shareToken(linkId)}`;
    await assertEnds(path, { end, code: "link_revoked" });
  });

  it("ends when its key is revoked, also one that waits for a receipt", async () => {
    const end = () => revokeApiKey({ actor: theirs.owner, apiKeyId: theirs.apiKey.id });
    await assertEnds(`/api/v1/evidence/${id}/receipt?wait=30`, { headers: keyOf(theirs), end, code: "key_revoked" });
  });
});

describe("a download under way", () => {
  it("is broken off when its key is revoked", async () => {
    const theirs = await makeOrganisation();
    const headers = keyOf(theirs);
    // More than the buffers on the way hold.
    const parts = Array.from({ length: 15 }, () => randomBytes(1024 * 1024));
    const { body } = await put(uploadUrl(server, "large.bin"), { headers, body: parts });
    const outgoing = httpRequest(`${base()}/api/v1/evidence/${body.id}/content`, { headers, agent: false }).end();
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    assert.equal(response.statusCode, 200);
    await revokeApiKey({ actor: theirs.owner, apiKeyId: theirs.apiKey.id });
    await sleep(BROKEN_OFF_MS);
    const read = async () => {
      for await (const _ of response);
    };
    await assert.rejects(read(), { code: "ECONNRESET" });
  });
});
