import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Progress } from "#components/ui/progress.tsx";
import type { Working } from "./outcome.ts";

/** What is under way, and the way to stop it. */
export function WorkingPanel({ working, onCancel }: { working: Working; onCancel: () => void }) {
  const t = useTranslations("verify.working");
  const { doing, name = "", fraction } = working;
  return (
    <section className="flex flex-wrap items-end gap-4 rounded-lg border border-rule bg-surface p-5 sm:p-6">
      <div className="min-w-0 flex-1 basis-64 break-all">
        <Progress
          label={doing === "reading" ? t("reading", { name }) : t(doing)}
          value={fraction}
          detail={fraction === undefined ? undefined : t("detail", { percent: fraction })}
        />
      </div>
      <Button size="sm" onClick={onCancel}>
        {t("cancel")}
      </Button>
    </section>
  );
}
