import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { sha256 } from "#lib/core/text/bytes.ts";
import { makeMarkNumber } from "#lib/core/text/mark-number.ts";
import { unitOf } from "#lib/features/accounts/units/rows.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { DocumentClaim } from "#lib/features/evidence/intake/types.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { requireValues, versionFor } from "../checks/stated.ts";
import type { Composed } from "../drawing/compose-contract.ts";
import { composeInTurn, markInTurn } from "../drawing/in-turn.ts";
import { findContract, readRecord } from "../rows/contracts.ts";
import { readPdfOf } from "../rows/templates.ts";
import type { ComposedContract, ContractValue, Language, StatedValues } from "../types.ts";
import { recordBytes } from "./record-bytes.ts";

/** As what the number stands among a record's own fields. */
const NUMBER_FIELD: Readonly<Record<Language, string>> = { "zh-CN": "防伪编号", en: "Anti-forgery number" };

/**
 * Composes a contract, and fixes it by its digest: recorded as evidence with the template's record as its parent, the values as private details.
 *
 * @param input.version of the template; the newest published one unless said
 * @param input.unit id of the unit that it belongs to; the actor's own unless said
 * @throws {SealbookError} `forbidden`, `scope_missing` (also of `evidence:write`), `organisation_suspended`, `unit_unknown`; `not_found`,
 *   `template_retired`, `template_unpublished`; `contract_value_refused` with the first refused value and, in `all`, every one;
 *   as `composeInTurn` and `recordBytes`
 */
export async function compose(input: {
  actor: MemberActor;
  templateId: string;
  version?: number | undefined;
  values: Readonly<Record<string, string>>;
  unit?: string | undefined;
}): Promise<ComposedContract> {
  requirePermission(input.actor, "contracts:write");
  requirePermission(input.actor, "evidence:write");
  const { actor, templateId, values, unit } = input;
  const { template, version } = await versionFor(actor, input);
  const { document } = version;
  const stated = requireValues(document.values, values);
  const number = makeMarkNumber(randomBytes);
  const pdf = await readPdfOf(actor.organisationId, document);
  const composed = await composeInTurn(actor.organisationId, { document, pdf, values: stated, number, at: new Date() });
  const parent = version.evidenceId && (await readRecord(version.evidenceId));
  return await keep(actor, {
    ...{ composed, unit },
    name: `${template.name} ${number}.pdf`.replaceAll("/", "-"),
    template: { id: templateId, version: version.number },
    document: { kind: "contract", template: parent || undefined },
    fields: ownFields(document.values, { stated, number, language: document.language }),
  });
}

/**
 * Puts the mark on a PDF that was made elsewhere, and fixes it as a contract is fixed.
 *
 * @param input.name of the file
 * @throws {SealbookError} as `compose`, with `pdf_signed_before` where it came signed
 */
export async function markDocument(input: {
  actor: MemberActor;
  pdf: Uint8Array;
  name: string;
  language: Language;
  unit?: string | undefined;
}): Promise<ComposedContract> {
  requirePermission(input.actor, "contracts:write");
  requirePermission(input.actor, "evidence:write");
  const { actor, pdf, name, language, unit } = input;
  const number = makeMarkNumber(randomBytes);
  const marked = await markInTurn(actor.organisationId, pdf, { number, language });
  return await keep(actor, {
    ...{ composed: { pdf: marked.pdf, fields: [], parties: [], number }, unit, name },
    document: { kind: "contract" },
    fields: ownFields([], { stated: {}, number, language }),
  });
}

/** Each under the words by which it was asked for: so it is found, and so a clerk reads it. */
function ownFields(
  values: readonly ContractValue[],
  { stated, number, language }: { stated: StatedValues; number: string; language: Language },
): OwnFields {
  const fields: Record<string, OwnFields[string]> = { [NUMBER_FIELD[language]]: { type: "text", value: number } };
  for (const value of values) {
    const found = stated[value.name];
    if (found === undefined) continue;
    fields[value.label] =
      value.kind === "amount"
        ? { type: "amount", value: found, currency: value.currency }
        : { type: value.kind === "date" ? "date" : "text", value: found };
  }
  return Object.assign(Object.create(null), fields);
}

interface Keeping {
  composed: Composed;
  name: string;
  unit: string | undefined;
  template?: { id: string; version: number };
  document: DocumentClaim;
  fields: OwnFields;
}

async function keep(
  actor: MemberActor,
  { composed, name, unit, template, ...claim }: Keeping,
): Promise<ComposedContract> {
  const { pdf, number, fields, parties } = composed;
  const { organisationId } = actor;
  const unitId = await unitOf(actor, unit);
  // Recorded first: a crash behind it leaves a record of a contract that nobody was handed, under a number that leads nowhere.
  const evidenceId = await recordBytes({
    ...{ actor, bytes: pdf, name, unit, ...claim },
    mediaType: "application/pdf",
    key: `sealbook-contract:${number}`,
  });
  await proven({ actor, authority: "contracts:write", activeOnly: true }, async (tx) => {
    const id = uuidv7();
    await tx.composedContract.create({
      data: {
        ...{ id, organisationId, unitId, number, evidenceId, size: pdf.length },
        ...(template && { templateId: template.id, templateVersion: template.version }),
        sha256: new Uint8Array(sha256(pdf)),
        parties: parties.map((party) => ({ ...party })),
        fields: fields.map(({ options, ...field }) => ({ ...field, ...(options && { options: [...options] }) })),
      },
      select: { id: true },
    });
    const details = { number, evidence: evidenceId, ...(template && { template: template.id }) };
    await writeAuditEvent(tx, { actor, organisationId, action: "contract.compose", subject: id, details });
  });
  const kept = await findContract(actor, number);
  if (!kept) throw new Error(`The contract ${number} is not there.`);
  return kept;
}
