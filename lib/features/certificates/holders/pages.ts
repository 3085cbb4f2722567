/** What the page shows where holders without a link begin. */
import { sendsMail } from "#lib/infra/mail/transport.ts";

/** Whether a lost link can be sent again: who runs this installation may send no mail. */
export function loadStart(): { mayAskForLink: boolean } {
  return { mayAskForLink: sendsMail };
}
