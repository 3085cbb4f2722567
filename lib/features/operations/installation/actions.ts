"use server";

import { redirect } from "next/navigation";
import { changeOrganisationLedger } from "#lib/features/accounts/organisations/verbs/change-ledger.ts";
import { changeQuotas } from "#lib/features/accounts/organisations/verbs/change-quotas.ts";
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
import { action } from "#lib/gate/action.ts";
import {
  newLedgerSchema,
  newNodeSchema,
  newOrganisationSchema,
  nodeChangeSchema,
  nodeMoveSchema,
  organisationLedgerSchema,
  organisationMoveSchema,
  organisationQuotasSchema,
  quorumSchema,
} from "./schema.ts";
import { createOrganisation } from "./verbs/create-organisation.ts";

const NODE_MOVES = { active: activateNode, suspended: suspendNode, retired: retireNode };
const ORGANISATION_MOVES = {
  active: activateOrganisation,
  suspended: suspendOrganisation,
  retired: retireOrganisation,
};

const OPERATIONS = { layout: "/operations" };

/** Leads to the page of the node: its lines are to be copied there. */
export const inviteNodeAction = action({
  schema: newNodeSchema,
  verb: async ({ actor, data: { ledger, ...node } }) => {
    const { id } = await inviteNode({ actor, ledger, node });
    redirect(`/operations/nodes/${id}`);
  },
});

export const moveNodeAction = action({
  schema: nodeMoveSchema,
  verb: ({ actor, data: { id: nodeId, to, note } }) => NODE_MOVES[to]({ actor, nodeId, note }),
  clears: ["note"],
  revalidate: OPERATIONS,
});

export const changeNodeAction = action({
  schema: nodeChangeSchema,
  verb: ({ actor, data: { id: nodeId, ...change } }) => changeNode({ actor, nodeId, change }),
  revalidate: OPERATIONS,
});

export const setQuorumAction = action({
  schema: quorumSchema,
  verb: ({ actor, data }) => setQuorum({ actor, ...data }),
  revalidate: OPERATIONS,
});

/** `done`: the owner's link, which is shown this once. */
export const createOrganisationAction = action({
  schema: newOrganisationSchema,
  verb: ({ actor, data }) => createOrganisation({ actor, ...data }),
  done: ({ ownerLink }) => ownerLink.url,
});

export const moveOrganisationAction = action({
  schema: organisationMoveSchema,
  verb: ({ actor, data: { id: organisationId, to, note } }) => ORGANISATION_MOVES[to]({ actor, organisationId, note }),
  clears: ["note"],
  revalidate: OPERATIONS,
});

export const changeOrganisationLedgerAction = action({
  schema: organisationLedgerSchema,
  verb: ({ actor, data: { id: organisationId, ledger } }) =>
    changeOrganisationLedger({ actor, organisationId, ledger }),
  revalidate: OPERATIONS,
});

export const changeQuotasAction = action({
  schema: organisationQuotasSchema,
  verb: ({ actor, data: { id: organisationId, ...quotas } }) => changeQuotas({ actor, organisationId, quotas }),
  revalidate: OPERATIONS,
});

export const openLedgerAction = action({
  schema: newLedgerSchema,
  verb: async ({ actor, data }) => {
    const { name } = await openLedger({ actor, name: data.name });
    redirect(`/operations/ledgers/${name}`);
  },
});
