/**
 * Open Badges 2.0 (1EdTech): an assertion that its issuer's host has under its address, or that the issuer's key signed. Neither says anything
 * until that host is asked: for the assertion, the badge's class, the issuer's profile, the key, the list of what was revoked.
 */
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { type Asked, type Asker, addressOf, type Members, membersOf, objectOf, textOf, textsOf } from "./asker.ts";
import { type Found, stopped, validityStep } from "./found.ts";
import { type Jws, verifyJws } from "./jws.ts";
import { revokedIn } from "./revocation-list.ts";
import { dateText, first } from "./states.ts";
import type { ElsewhereStep } from "./words.ts";

/** An assertion as it is, or only the address of one, as old pictures carry it. */
export async function checkHosted(given: Members | URL, { asker, now }: Asked): Promise<Found> {
  const assertion = given instanceof URL ? {} : given;
  const address = given instanceof URL ? given : addressOf(given.id);
  const own = statesOf(assertion, undefined, undefined);
  if (!asker.isOnline || address === undefined) {
    const reason = address === undefined ? "no_list" : "host_not_asked";
    const open = (name: ElsewhereStep["name"]): ElsewhereStep => ({
      name,
      status: "unchecked",
      reason: "host_not_asked",
    });
    const content: ElsewhereStep = {
      ...{ name: "content", status: "unchecked" },
      reason: reason === "no_list" ? "not_signed" : reason,
      ...(address ? { found: address.host } : {}),
    };
    return { states: own, steps: [content, open("issuer"), open("revocation")] };
  }
  const hosted = await asker.object(address.href);
  if (hosted === undefined) return { states: own, ...stopped("content", "no_answer", "unchecked", address.host) };
  if (hosted.revoked === true) {
    const why = textOf(hosted.revocationReason);
    return { steps: [{ name: "revocation", status: "failed", reason: "revoked", ...(why ? { found: why } : {}) }] };
  }
  if (!(given instanceof URL) && !isSame(hosted, given))
    return stopped("content", "not_as_hosted", "failed", address.host);
  if (hosted.id !== address.href && hosted.id !== textOf(assertion.id))
    return stopped("content", "answer_malformed", "unchecked", address.host);
  const { badge, issuer } = await issuerOf(hosted, asker);
  const states = statesOf(hosted, badge, issuer);
  return {
    states,
    steps: [
      { name: "content", status: "ok", found: address.host },
      hostStep(address, issuer),
      { name: "revocation", status: "ok" },
      ...validityStep({ until: states.expires }, now),
    ],
  };
}

/** Section "Signed Badges": the payload is the assertion, `verification.creator` names the key, and the key's owner the issuer. */
export async function checkSigned(jws: Jws, { asker, now }: Asked): Promise<Found> {
  const assertion = jws.payload;
  const own = statesOf(assertion, undefined, undefined);
  const creator = membersOf(assertion.verification)?.creator ?? membersOf(assertion.verify)?.url;
  const address = textOf(creator) ?? textOf(membersOf(creator)?.id);
  const unchecked = (reason: "key_not_asked" | "no_answer" | "answer_malformed"): Found => ({
    states: own,
    ...stopped("content", reason, "unchecked", address),
  });
  if (!asker.isOnline) return unchecked("key_not_asked");
  const answer = (await asker.text(address)) ?? "";
  if (answer === "") return unchecked("no_answer");
  const key = objectOf(answer);
  // Version 1 had the key itself under its address.
  const pem = key === undefined ? answer : textOf(key.publicKeyPem);
  if (pem === undefined || (key !== undefined && key.id !== address)) return unchecked("answer_malformed");
  const verdict = await verifyJws(jws, pem);
  if (verdict !== "ok") return stopped("content", verdict, verdict === "signature_wrong" ? "failed" : "unchecked");
  const { badge, issuer } = await issuerOf(assertion, asker);
  const states = statesOf(assertion, badge, issuer);
  const revocation =
    issuer === undefined
      ? ({ name: "revocation", status: "unchecked", reason: "no_answer" } as const)
      : await revokedIn(issuer.revocationList, { id: textOf(assertion.id), uid: textOf(assertion.uid), asker });
  return {
    states,
    steps: [
      { name: "content", status: "ok" },
      keyStep({ key, address, issuer }),
      revocation,
      ...validityStep({ until: states.expires }, now),
    ],
  };
}

/** Written in another order it is the same. */
function isSame(one: Members, other: Members): boolean {
  try {
    return canonicalJson(one) === canonicalJson(other);
  } catch {
    return false;
  }
}

/** The badge's class and its issuer's profile, inside the assertion or where it says they are. */
async function issuerOf(
  assertion: Members,
  asker: Asker,
): Promise<{ badge: Members | undefined; issuer: Members | undefined }> {
  const badge = membersOf(assertion.badge) ?? (await asker.object(assertion.badge));
  // A profile that came along is the assertion's word; what counts is what stands at its address.
  const address = textOf(badge?.issuer) ?? textOf(membersOf(badge?.issuer)?.id);
  const issuer = await asker.object(address);
  return { badge, issuer: issuer?.id === address ? issuer : undefined };
}

/** "Hosted": the assertion lies at the issuer's own host, or where the issuer's profile says that its assertions lie. */
function hostStep(address: URL, issuer: Members | undefined): ElsewhereStep {
  const name = "issuer";
  if (issuer === undefined) return { name, status: "unchecked", reason: "no_answer" };
  const policy = membersOf(issuer.verification);
  const own = addressOf(issuer.id)?.host;
  const origins = policy?.allowedOrigins === undefined ? [own] : textsOf(policy.allowedOrigins);
  const starts = textsOf(policy?.startsWith);
  const isIts =
    origins.some((each) => each === address.host || each === address.origin) &&
    (starts.length === 0 || starts.some((each) => address.href.startsWith(each)));
  return isIts
    ? { name, status: "ok", found: own ?? address.host }
    : { name, status: "failed", reason: "host_foreign", found: address.host };
}

function keyStep(given: {
  key: Members | undefined;
  address: string | undefined;
  issuer: Members | undefined;
}): ElsewhereStep {
  const { key, address, issuer } = given;
  const name = "issuer";
  if (issuer === undefined) return { name, status: "unchecked", reason: "no_answer" };
  const listed = [issuer.publicKey].flat().map((each) => textOf(each) ?? textOf(membersOf(each)?.id));
  const isOwn = key === undefined || key.owner === issuer.id;
  if (isOwn && listed.includes(address)) return { name, status: "ok", found: addressOf(issuer.id)?.host ?? "" };
  return { name, status: "failed", reason: "key_of_other_issuer", ...(address ? { found: address } : {}) };
}

function statesOf(assertion: Members, badge: Members | undefined, issuer: Members | undefined) {
  const inside = badge ?? membersOf(assertion.badge);
  const recipient = membersOf(assertion.recipient);
  return {
    title: first(inside?.name),
    holder: first(recipient?.hashed === true ? undefined : recipient?.identity),
    issuer: first(issuer?.name, membersOf(inside?.issuer)?.name, issuer?.id, inside?.issuer),
    issued: dateText(assertion.issuedOn),
    expires: dateText(assertion.expires),
  };
}
