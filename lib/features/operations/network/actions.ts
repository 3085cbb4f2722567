"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { changeOrganisationLedger } from "#lib/features/accounts/organisations/verbs/change-ledger.ts";
import {
  activateOrganisation,
  retireOrganisation,
  suspendOrganisation,
} from "#lib/features/accounts/organisations/verbs/move-organisation.ts";
import { changeNode } from "#lib/features/ledger/nodes/verbs/change-node.ts";
import { inviteNode } from "#lib/features/ledger/nodes/verbs/invite-node.ts";
import { activateNode, retireNode, suspendNode } from "#lib/features/ledger/nodes/verbs/move-node.ts";
import { setQuorum } from "#lib/features/ledger/nodes/verbs/set-quorum.ts";
import { openLedger } from "#lib/features/ledger/sealing/verbs/open-ledger.ts";
import { currentMember } from "#lib/gate/page-member.ts";
import { parseForm } from "#lib/gate/parse-form.ts";
import type { FormProblem, FormState } from "#lib/words/form-state.ts";
import type { NodeRefusal } from "#lib/words/nodes.ts";
import {
  consoleProblem,
  institutionLedgerSchema,
  institutionMoveSchema,
  newInstitutionSchema,
  newLedgerSchema,
  newNodeSchema,
  nodeChangeSchema,
  nodeMoveSchema,
  quorumSchema,
} from "./schema.ts";
import { createInstitution } from "./verbs/create-institution.ts";

const WORDS = { problemOf: consoleProblem };
const NODE_MOVES = { active: activateNode, suspended: suspendNode, retired: retireNode };
const INSTITUTION_MOVES = {
  active: activateOrganisation,
  suspended: suspendOrganisation,
  retired: retireOrganisation,
};

type Values = Record<string, string>;
const refused = (values: Values, problem: FormProblem) => ({ values, problems: {}, problem });

/** Leads to the page of the node: its lines are to be copied there. */
export async function inviteNodeAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(newNodeSchema, form, WORDS);
  if ("refused" in parsed) return parsed.refused;
  const { ledger, ...node } = parsed.data;
  const actor = await currentMember();
  if (!actor) return refused(parsed.values, "sessionEnded");
  const result = await inviteNode({ actor, ledger, node });
  if ("id" in result) redirect(`/console/nodes/${result.id}`);
  const field = fieldOf(result.failed);
  const problem: FormProblem = `nodes.refused.${result.failed}`;
  if (!field) return refused(parsed.values, problem);
  return { values: parsed.values, problems: { [field]: problem } };
}

function fieldOf(failed: NodeRefusal): string | undefined {
  if (failed.startsWith("name_")) return "name";
  if (failed.startsWith("key_")) return "verifierKey";
  return failed === "organisation_absent" ? "organisationId" : undefined;
}

export async function moveNodeAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(nodeMoveSchema, form, WORDS);
  if ("refused" in parsed) return parsed.refused;
  const { id: nodeId, to, note } = parsed.data;
  const actor = await currentMember();
  if (!actor) return refused(parsed.values, "sessionEnded");
  const result = await NODE_MOVES[to]({ actor, nodeId, note });
  if ("failed" in result) return refused(parsed.values, `nodes.refused.${result.failed}`);
  revalidatePath("/console", "layout");
  return { values: {}, problems: {}, done: true };
}

export async function changeNodeAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(nodeChangeSchema, form, WORDS);
  if ("refused" in parsed) return parsed.refused;
  const { id: nodeId, ...change } = parsed.data;
  const actor = await currentMember();
  if (!actor) return refused(parsed.values, "sessionEnded");
  const result = await changeNode({ actor, nodeId, change });
  if ("failed" in result) return refused(parsed.values, `nodes.refused.${result.failed}`);
  revalidatePath("/console", "layout");
  return { values: parsed.values, problems: {}, done: true };
}

export async function setQuorumAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(quorumSchema, form, WORDS);
  if ("refused" in parsed) return parsed.refused;
  const actor = await currentMember();
  if (!actor) return refused(parsed.values, "sessionEnded");
  const result = await setQuorum({ actor, ...parsed.data });
  if ("failed" in result) {
    return { values: parsed.values, problems: { needed: `nodes.refused.${result.failed}` } };
  }
  revalidatePath("/console", "layout");
  return { values: parsed.values, problems: {}, done: true };
}

/** `done`: the owner's link, which is shown this once. */
export async function createInstitutionAction(
  _: FormState<string, string>,
  form: FormData,
): Promise<FormState<string, string>> {
  const parsed = parseForm(newInstitutionSchema, form, WORDS);
  if ("refused" in parsed) return { values: parsed.refused.values, problems: parsed.refused.problems };
  const actor = await currentMember();
  if (!actor) return refused(parsed.values, "sessionEnded");
  const result = await createInstitution({ actor, ...parsed.data });
  if ("failed" in result) return refused(parsed.values, `console.refused.${result.failed}`);
  return { values: parsed.values, problems: {}, done: result.ownerLink.url };
}

export async function moveInstitutionAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(institutionMoveSchema, form, WORDS);
  if ("refused" in parsed) return parsed.refused;
  const { id: organisationId, to, note } = parsed.data;
  const actor = await currentMember();
  if (!actor) return refused(parsed.values, "sessionEnded");
  const result = await INSTITUTION_MOVES[to]({ actor, organisationId, note });
  if ("failed" in result) return refused(parsed.values, `console.refused.${result.failed}`);
  revalidatePath("/console", "layout");
  return { values: {}, problems: {}, done: true };
}

export async function changeInstitutionLedgerAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(institutionLedgerSchema, form, WORDS);
  if ("refused" in parsed) return parsed.refused;
  const { id: organisationId, ledger } = parsed.data;
  const actor = await currentMember();
  if (!actor) return refused(parsed.values, "sessionEnded");
  const result = await changeOrganisationLedger({ actor, organisationId, ledger });
  if ("failed" in result) return refused(parsed.values, `console.refused.${result.failed}`);
  revalidatePath("/console", "layout");
  return { values: parsed.values, problems: {}, done: true };
}

export async function openLedgerAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(newLedgerSchema, form, WORDS);
  if ("refused" in parsed) return parsed.refused;
  const actor = await currentMember();
  if (!actor) return refused(parsed.values, "sessionEnded");
  const result = await openLedger({ actor, name: parsed.data.name });
  if ("name" in result) redirect(`/console/channels/${result.name}`);
  const problem: FormProblem = `console.refused.${result.failed}`;
  if (result.failed === "forbidden") return refused(parsed.values, problem);
  return { values: parsed.values, problems: { name: problem } };
}
