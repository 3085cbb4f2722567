import { Mail } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { OutboxTable } from "#components/members/outbox-table.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { loadOutbox } from "#lib/features/accounts/members/pages.ts";

const PATH = "/settings/outbox";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function OutboxPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("outbox"),
    getTranslations("settings.roles"),
    loadOutbox(await searchParams),
  ]);
  if (loaded.forbidden) {
    return <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>;
  }
  const { page, sendsMail, given } = loaded;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <p className="max-w-prose text-sm text-ink-soft">{t("lead")}</p>
      <Callout title={sendsMail ? undefined : t("holds")}>
        <p>{sendsMail ? t("sends") : t("holdsHow")}</p>
        <p className="pt-2">{t("resets")}</p>
      </Callout>
      {page.rows.length > 0 ? (
        <OutboxTable mail={page.rows} given={given} />
      ) : (
        <EmptyState icon={<Mail aria-hidden="true" />} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      )}
      <CursorPagination
        newerHref={page.newer && `${PATH}?newer=${page.newer}`}
        olderHref={page.older && `${PATH}?older=${page.older}`}
      />
    </div>
  );
}
