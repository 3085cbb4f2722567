import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { SealingDesk } from "#components/certificates/seals/sealing-desk.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { isRecordId } from "#components/verification/reference.ts";
import { loadSealing } from "#lib/features/certificates/seals/pages.ts";
import type { Locale } from "#lib/i18n/locale.ts";

/** Where approvers look at a batch, and seal it. */
export default async function SealPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [t, locale] = await Promise.all([getTranslations("seals"), getLocale()]);
  const found = isRecordId(id) ? await loadSealing(id, locale as Locale) : undefined;
  if (!found) notFound();
  const { name, sealing, userId, words } = found;
  return (
    <ClientMessages namespaces={["seals", "forms"]}>
      <div className="page page-wide">
        <PageHeader
          title={t("sealPage", { name })}
          above={<TextLink href={`/certificates/batches/${id}`}>{t("batchBack")}</TextLink>}
        />
        <SealingDesk first={sealing} userId={userId} words={words} />
      </div>
    </ClientMessages>
  );
}
