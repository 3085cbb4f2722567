/** Everything that features declare, in plain lists: what is not named here does not happen. */
import { invitationLetter } from "./accounts/members/letters.ts";
import { resetLetter } from "./accounts/passwords/letters.ts";
import { alertTeller, alertWatch } from "./operations/alerts/jobs.ts";
import { alertDeliveries, alertsLetter } from "./operations/alerts/letters.ts";
import { mailSender, outboxTidier, webhookSender } from "./outbox/jobs.ts";

export const letters = [invitationLetter, resetLetter, alertsLetter];
export const deliveries = Object.values(alertDeliveries);

export const jobs = [
  mailSender(letters),
  webhookSender(deliveries),
  outboxTidier([...letters, ...deliveries]),
  alertWatch(),
  alertTeller,
];
