import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { ApiKeyRow } from "#lib/features/api-keys/types.ts";
import { RevokeKey } from "./revoke-key.tsx";

const TONES = { active: "ok", expired: "attention", revoked: "danger" } as const;

export function KeysTable({ keys, mayManage }: { keys: ApiKeyRow[]; mayManage: boolean }) {
  const t = useTranslations("settings.keys");
  const head = (
    <>
      <Th>{t("name")}</Th>
      <Th>{t("key")}</Th>
      <Th>{t("state")}</Th>
      <Th>{t("scopes")}</Th>
      <Th>{t("used")}</Th>
      <Th>{t("expires")}</Th>
      <Th>{t("created")}</Th>
      {mayManage ? (
        <Th>
          <span className="sr-only">{t("actions")}</span>
        </Th>
      ) : null}
    </>
  );
  return (
    <Table caption={t("title")} head={head}>
      {keys.map((key) => (
        <Tr key={key.id}>
          <Td className="max-w-64 break-words font-medium">{key.name}</Td>
          <Td className="whitespace-nowrap font-mono text-xs">{key.prefix}…</Td>
          <Td>
            <Badge tone={TONES[key.state]}>{t(`states.${key.state}`)}</Badge>
          </Td>
          <Td>
            {key.scopes.map((scope) => (
              <span key={scope} className="block whitespace-nowrap" title={scope}>
                {t(`scope.${scope}`)}
              </span>
            ))}
          </Td>
          <Td className="whitespace-nowrap">
            {key.usedAt ? <DateTime value={key.usedAt.toISOString()} brief /> : t("neverUsed")}
          </Td>
          <Td className="whitespace-nowrap">
            {key.expiresAt ? <DateTime value={key.expiresAt.toISOString()} brief /> : t("never")}
          </Td>
          <Td className="whitespace-nowrap">
            <DateTime value={key.createdAt.toISOString()} brief />
          </Td>
          {mayManage ? (
            <Td>{key.state === "revoked" ? null : <RevokeKey id={key.id} name={key.name} prefix={key.prefix} />}</Td>
          ) : null}
        </Tr>
      ))}
    </Table>
  );
}
