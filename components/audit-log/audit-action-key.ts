import type { AuditAction } from "#lib/words/audit-actions.ts";

type Underscored<Action extends string> = Action extends `${infer Noun}.${infer Verb}` ? `${Noun}_${Verb}` : never;

/** The key of an action's message: a dot would be a step down in the messages. */
export function auditActionKey(action: AuditAction): Underscored<AuditAction> {
  return action.replace(".", "_") as Underscored<AuditAction>;
}
