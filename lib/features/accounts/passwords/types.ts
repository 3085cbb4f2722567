/** What the link of a reset opens. */
export interface OpenReset {
  userId: string;
  name: string;
  email: string;
  /** Names of those to which the account belongs. */
  organisations: string[];
}
