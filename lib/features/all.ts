/** Everything that features declare, in plain lists: what is not named here does not happen. */
import { invitationLetter } from "./accounts/members/letters.ts";
import { resetLetter } from "./accounts/passwords/letters.ts";
import { alertsLetter } from "./operations/alerts/letters.ts";

export const letters = [invitationLetter, resetLetter, alertsLetter];
