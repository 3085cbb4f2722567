import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { CeremonyDesk } from "#components/certificates/seals/ceremony-desk.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { isRecordId } from "#components/verification/reference.ts";
import { loadAccount } from "#lib/features/accounts/sessions/pages.ts";
import { loadCeremony } from "#lib/features/certificates/seals/pages.ts";

/** A group's key being made, or made. */
export default async function CeremonyPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [t, account, found] = await Promise.all([
    getTranslations("seals"),
    loadAccount(),
    isRecordId(id) ? loadCeremony(id) : undefined,
  ]);
  if (!found) notFound();
  const { ceremony, userId } = found;
  const { threshold, approvers } = ceremony;
  return (
    <ClientMessages namespaces={["seals", "forms"]}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <p>
          <TextLink href="/settings/approvers">{t("back")}</TextLink>
        </p>
        <h2 className="font-serif text-xl font-semibold">
          {t("groupTitle", { threshold, approvers: approvers.length })}
        </h2>
        <CeremonyDesk first={ceremony} userId={userId} organisation={account?.organisation.name ?? ""} />
      </div>
    </ClientMessages>
  );
}
