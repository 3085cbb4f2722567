"use client";

import { Redo2, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { useEditor } from "./editor.ts";
import { SaveLine } from "./save-line.tsx";
import type { Saving } from "./use-save.ts";

export type View = "design" | "preview";

type ToolbarProps = {
  templateId: string;
  number: number;
  saving: Saving;
  problems: number;
  view: View;
  setView: (view: View) => void;
};

export function Toolbar({ templateId, number, saving, problems, view, setView }: ToolbarProps) {
  const t = useTranslations("templates.designer");
  const { draft, dispatch } = useEditor();
  const router = useRouter();
  // Publishing is decided on the template's page, of what is saved.
  const finish = async () => {
    if (await saving.save()) router.push(`/certificates/templates/${templateId}`);
  };
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <fieldset aria-label={t("views")} className="flex gap-2">
        {(["design", "preview"] as const).map((each) => (
          <Button
            key={each}
            size="sm"
            aria-pressed={view === each}
            variant={view === each ? "primary" : "secondary"}
            onClick={() => setView(each)}
          >
            {t(`view.${each}`)}
          </Button>
        ))}
      </fieldset>
      <div className="flex gap-2">
        <Button
          size="sm"
          disabled={draft.past.length === 0}
          icon={<Undo2 aria-hidden="true" className="size-4" />}
          onClick={() => dispatch({ kind: "undo" })}
        >
          {t("undo")}
        </Button>
        <Button
          size="sm"
          disabled={draft.future.length === 0}
          icon={<Redo2 aria-hidden="true" className="size-4" />}
          onClick={() => dispatch({ kind: "redo" })}
        >
          {t("redo")}
        </Button>
      </div>
      <div className="flex w-full min-w-0 flex-wrap items-center justify-between sm:w-auto sm:flex-1 sm:justify-end gap-x-4 gap-y-2">
        <SaveLine saving={saving} problems={problems} />
        <Button size="sm" variant="primary" busy={saving.state.kind === "saving"} onClick={finish}>
          {t("finish", { number })}
        </Button>
      </div>
    </div>
  );
}
