import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NumberForm } from "#components/contracts/checking/number-form.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("contractCheck"))("title") };
}

/** For whoever types the number in place of scanning its code. */
export default async function CheckStartPage({
  searchParams,
}: {
  searchParams: Promise<{ number?: string | string[] }>;
}) {
  const { number } = await searchParams;
  if (typeof number === "string" && number.trim() !== "") {
    redirect(`/contracts/check/${encodeURIComponent(number.trim().slice(0, 100))}`);
  }
  const t = await getTranslations("contractCheck");
  return (
    <div className="page page-narrow">
      <PageHeader title={t("title")} lead={t("startLead")} />
      <ClientMessages namespaces={[]}>
        <NumberForm />
      </ClientMessages>
    </div>
  );
}
