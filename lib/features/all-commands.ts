/**
 * Every command that features declare. Apart from `all.ts`, because a command line imports this and nothing else of the features
 * before it knows the configuration: each command loads its own when it is run.
 */
import type { Command } from "#lib/infra/terminal/command.ts";
import { apiKeyCommands } from "./accounts/api-keys/commands/declared.ts";
import { factorCommands } from "./accounts/factors/commands/declared.ts";
import { organisationCommands } from "./accounts/organisations/commands/declared.ts";
import { passwordCommands } from "./accounts/passwords/commands/declared.ts";
import { sealCommands } from "./certificates/seals/commands/declared.ts";
import { renewalCommands } from "./evidence/renewal/commands/declared.ts";
import { retentionCommands } from "./evidence/retention/commands/declared.ts";
import { statementsCommands } from "./evidence/statements/commands/declared.ts";
import { hsmCommands } from "./keyring/commands/declared.ts";
import { auditCommands } from "./ledger/audit/commands/declared.ts";
import { nodeCommands } from "./ledger/nodes/commands/declared.ts";
import { sealingCommands } from "./ledger/sealing/commands/declared.ts";
import { auditDayCommands } from "./operations/audit-days/commands/declared.ts";
import { installationCommands } from "./operations/installation/commands/declared.ts";
import { outboxCommands } from "./outbox/commands/declared.ts";
import { setupCommands } from "./setup/commands/declared.ts";

export const featureCommands: readonly Command[] = [
  ...auditCommands,
  ...renewalCommands,
  ...retentionCommands,
  ...hsmCommands,
  ...statementsCommands,
  ...sealingCommands,
  ...nodeCommands,
  ...installationCommands,
  ...setupCommands,
  ...organisationCommands,
  ...factorCommands,
  ...passwordCommands,
  ...apiKeyCommands,
  ...outboxCommands,
  ...sealCommands,
  ...auditDayCommands,
];
