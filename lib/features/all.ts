/** Everything that features declare, in plain lists: what is not named here does not happen. */
import { invitationLetter } from "./accounts/members/letters.ts";
import { resetLetter } from "./accounts/passwords/letters.ts";
import { contentSettler, storageSweeper } from "./evidence/retention/jobs.ts";
import { verifierRecorder } from "./evidence/verifier-file/jobs.ts";
import { nodeClients } from "./ledger/nodes/jobs/node-clients.ts";
import { blockAppender } from "./ledger/sealing/jobs.ts";
import { timestamper } from "./ledger/timestamps/jobs.ts";
import { alertTeller, alertWatch } from "./operations/alerts/jobs.ts";
import { alertDeliveries, alertsLetter } from "./operations/alerts/letters.ts";
import { metricsServer } from "./operations/metrics/jobs.ts";
import { mailSender, outboxTidier, webhookSender } from "./outbox/jobs.ts";

export const letters = [invitationLetter, resetLetter, alertsLetter];
export const deliveries = Object.values(alertDeliveries);

/** What the worker does. */
export const jobs = [
  blockAppender(),
  nodeClients(),
  timestamper(),
  mailSender(letters),
  webhookSender(deliveries),
  outboxTidier([...letters, ...deliveries]),
  alertWatch(),
  alertTeller,
  storageSweeper,
  contentSettler,
  verifierRecorder,
  metricsServer(),
];
