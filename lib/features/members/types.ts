import type { Role } from "#lib/infra/auth/types.ts";

export interface Member {
  userId: string;
  name: string;
  email: string;
  role: Role;
  since: Date;
}
