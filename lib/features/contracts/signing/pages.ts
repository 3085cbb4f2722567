/** What a party sees. Opening the page changes nothing: programs that look into mail open every link. */
import { toHex } from "#lib/core/text/bytes.ts";
import { requireState } from "#lib/features/contracts/envelopes/checks/state.ts";
import { findVersion } from "#lib/features/contracts/envelopes/rows/versions.ts";
import { signingFieldOf } from "#lib/pades/finish-form.ts";
import type { FormField } from "#lib/pades/form-fields.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findAccess, senderOf, stepsOf } from "./rows/access.ts";
import { type Access, type SigningCover, type SigningPage, type SigningView, STEPS } from "./types.ts";

/** @param token as it stands in the address */
export async function loadSigning(token: string): Promise<SigningPage> {
  const access = await findAccess(token);
  if (access === undefined) return { state: "closed" };
  const { envelope, party } = access;
  const [organisation, steps] = await Promise.all([senderOf(envelope.organisationId), stepsOf(access)]);
  const { person, role } = party;
  const cover = { organisation, person, role, until: access.until.toISOString() };
  const state = stateOf(access);
  if (state === "declined" || state === "voided" || state === "expired" || state === "waits")
    return { state, ...cover };
  if (!steps.has("opened")) return { state: "cover", ...cover };
  return { state, ...cover, ...(await viewOf(access, steps)) };
}

function stateOf({
  envelope,
  party,
}: Access): "open" | "waits" | "done" | "completed" | "declined" | "voided" | "expired" {
  if (envelope.state === "completed") return "completed";
  try {
    requireState(envelope, "sent");
  } catch (error) {
    if (!(error instanceof SealbookError)) throw error;
    return envelope.state === "declined" || envelope.state === "voided" ? envelope.state : "expired";
  }
  if (party.state === "done") return "done";
  return party.state === "due" ? "open" : "waits";
}

const isFilledIn = ({ kind }: FormField): boolean => kind !== "signature" && kind !== "initials" && kind !== "seal";

async function viewOf(
  { envelope, party }: Access,
  steps: ReadonlySet<string>,
): Promise<Omit<SigningView, keyof SigningCover>> {
  const version = await findVersion(envelope.id);
  const signing = signingFieldOf(envelope.fields, party.name);
  const fields = envelope.fields.filter(
    (field) => field.party === party.name && field !== signing && isFilledIn(field),
  );
  return {
    title: envelope.title,
    done: STEPS.filter((step) => steps.has(step)),
    fields: fields.toSorted((one, other) => one.page - other.page || other.y - one.y || one.x - other.x),
    others: envelope.parties
      .filter(({ id }) => id !== party.id)
      .map(({ person, role, state }) => ({ person, role, state })),
    sha256: version ? toHex(version.sha256) : "",
  };
}
