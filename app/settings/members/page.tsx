import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { InvitationsTable } from "#components/members/invitations-table.tsx";
import { MembersTable } from "#components/members/members-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { loadMembers } from "#lib/features/accounts/members/pages.ts";

const PATH = "/settings/members";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;
type Loaded = Awaited<ReturnType<typeof loadMembers>>;

export default async function MembersPage({ searchParams }: { searchParams: SearchParams }) {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("members"),
    getTranslations("settings.roles"),
    loadMembers(await searchParams),
  ]);
  const { page, q, owners, organisation, mayManage, role, userId, given, suspended, keysMade, units, isWhole } = loaded;
  const at = (cursor: Record<string, string>) => `${PATH}?${new URLSearchParams({ ...(q ? { q } : {}), ...cursor })}`;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="grid max-w-prose gap-1 text-sm text-ink-soft">
          <p>{t("lead")}</p>
          {mayManage ? null : <p>{t("forbidden", { role: roles(role) })}</p>}
          {mayManage && suspended ? <p className="font-medium text-ink">{t("suspended")}</p> : null}
          {role === "owner" && owners === 1 ? <p>{t("lastOwnerHint")}</p> : null}
        </div>
        {mayManage && !suspended ? (
          <LinkButton href={`${PATH}/invite`} variant="primary" icon={<Plus aria-hidden="true" className="size-4" />}>
            {t("invite")}
          </LinkButton>
        ) : null}
      </div>
      <Invitations loaded={loaded} />
      <form key={q} action={PATH} className="flex flex-wrap items-end gap-3">
        <div className="min-w-64 flex-1 sm:max-w-md">
          <TextField name="q" type="search" label={t("search")} defaultValue={q} />
        </div>
        <Button type="submit">{t("searchSubmit")}</Button>
      </form>
      {page.rows.length > 0 ? (
        <MembersTable
          members={page.rows}
          userId={userId}
          organisation={organisation}
          owners={owners}
          given={given}
          keysMade={keysMade}
          units={units}
          isWhole={isWhole}
        />
      ) : (
        <EmptyState title={t("noneFound")} actions={<LinkButton href={PATH}>{t("showAll")}</LinkButton>}>
          {t("noneFoundHint")}
        </EmptyState>
      )}
      <CursorPagination
        newerHref={page.newer && at({ newer: page.newer })}
        olderHref={page.older && at({ older: page.older })}
      />
    </div>
  );
}

async function Invitations({ loaded: { invitations, given, sendsMail } }: { loaded: Loaded }) {
  const t = await getTranslations("members");
  if (invitations.length === 0) return null;
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3 pb-3">
      <h2 className="font-serif text-lg font-semibold">{t("pending")}</h2>
      <div className="grid max-w-prose gap-1 text-sm text-ink-soft">
        <p>{t("pendingLead")}</p>
        {sendsMail ? null : <p>{t("pendingInOutbox")}</p>}
        <p>
          <TextLink href="/settings/outbox">{t("toOutbox")}</TextLink>
        </p>
      </div>
      <InvitationsTable invitations={invitations} given={given} />
    </section>
  );
}
