"use client";

import { ImageUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { FieldError } from "#components/ui/field.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { picturePath } from "../../picture-path.ts";
import { useEditor } from "../editor.ts";

type PictureFieldProps = {
  label: string;
  picture: string | undefined;
  onPicture: (digest: string) => void;
};

/** Shows the picture, and takes another; what is wrong with a file is said beside it. */
export function PictureField({ label, picture, onPicture }: PictureFieldProps) {
  const t = useTranslations("templates.designer.picture");
  const { sendPicture } = useEditor();
  const id = useId();
  const [state, setState] = useState<{ sending: boolean; problem?: string }>({ sending: false });
  const send = async ([file]: File[]) => {
    if (!file) return;
    setState({ sending: true });
    const outcome = await sendPicture(file);
    if ("digest" in outcome) {
      setState({ sending: false });
      onPicture(outcome.digest);
    } else setState({ sending: false, problem: outcome.problem });
  };
  return (
    <div className="grid gap-2">
      <p className="text-sm font-medium">{label}</p>
      {picture ? (
        // biome-ignore lint/performance/noImgElement: kept by us as it is, of any size
        <img
          src={picturePath(picture)}
          alt=""
          className="max-h-32 max-w-full justify-self-start rounded-md border border-rule bg-white"
        />
      ) : null}
      <div className="flex items-center gap-3">
        <FileButton
          accept="image/png,image/jpeg"
          onFiles={send}
          disabled={state.sending}
          describedBy={state.problem ? `${id}-error` : `${id}-hint`}
        >
          <ImageUp aria-hidden="true" className="size-4" />
          {t(picture ? "replace" : "choose")}
        </FileButton>
        {state.sending ? <Spinner /> : null}
      </div>
      <p id={`${id}-hint`} className="text-xs text-ink-soft">
        {t("hint")}
      </p>
      {state.problem ? <FieldError id={`${id}-error`}>{state.problem}</FieldError> : null}
    </div>
  );
}
