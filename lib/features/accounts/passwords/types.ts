/** What the link of a reset opens. */
export interface OpenReset {
  userId: string;
  name: string;
  email: string;
}
