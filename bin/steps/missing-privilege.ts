/** What the owner of a database lacks, and everything that a superuser has to run for it: at once, not step by step. */
import pg from "pg";
import { Failure } from "../start/failure.mjs";

/** @param facts role: of DATABASE_URL; doing: what was refused; reason: as the server put it */
export function missingPrivilege(facts: { role: string; doing: { en: string; zh: string }; reason: string }): Failure {
  const { doing, reason } = facts;
  const role = pg.escapeIdentifier(facts.role);
  const asSuperuser = `ALTER ROLE ${role} CREATEROLE; GRANT sealbook_app TO ${role} WITH ADMIN OPTION;`;
  const byHand = "CREATE ROLE sealbook_app NOLOGIN; CREATE ROLE sealbook_web LOGIN PASSWORD '…' IN ROLE sealbook_app;";
  return new Failure(
    `The role of DATABASE_URL may not ${doing.en} (${reason}). Make it the owner of the database, and as a superuser run either ${asSuperuser} (the GRANT only where there is a role sealbook_app already), or ${byHand} and set APP_DATABASE_URL to sealbook_web.`,
    `DATABASE_URL 中的角色无权${doing.zh}（${reason}）。请让它成为该数据库的所有者，并以超级用户执行：${asSuperuser}（仅当已有角色 sealbook_app 时才需要 GRANT）；或者执行 ${byHand} 并将 APP_DATABASE_URL 设为 sealbook_web。`,
  );
}
