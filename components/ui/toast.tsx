"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Toast as Primitive } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { cx } from "./class-names.ts";
import { TONE_TEXT, type Tone } from "./tone.ts";
import { ToneIcon } from "./tone-icon.tsx";

const TOAST_SHOWN_MS = 6_000;
const TOASTS_MAX = 4;

export type ToastWords = { tone?: Tone; title: ReactNode; description?: ReactNode };

const ShowToast = createContext<((toast: ToastWords) => void) | undefined>(undefined);

/** `const toast = useToast(); toast({ tone: "ok", title })`. Only under a ToastProvider. For errors use a Callout: it stays. */
export function useToast(): (toast: ToastWords) => void {
  const show = useContext(ShowToast);
  if (!show) throw new Error("useToast is used outside a ToastProvider");
  return show;
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useTranslations("common");
  const [toasts, setToasts] = useState<readonly (ToastWords & { key: number })[]>([]);
  const nextKey = useRef(0);
  const show = useCallback((toast: ToastWords) => {
    const key = nextKey.current++;
    setToasts((now) => [...now, { ...toast, key }].slice(-TOASTS_MAX));
  }, []);
  const remove = (key: number) => setToasts((now) => now.filter((toast) => toast.key !== key));
  return (
    <ShowToast value={show}>
      <Primitive.Provider duration={TOAST_SHOWN_MS} label={t("notifications")}>
        {children}
        {toasts.map(({ key, tone = "neutral", title, description }) => (
          <Primitive.Root
            key={key}
            onOpenChange={(open) => open || remove(key)}
            className="flex items-start gap-3 rounded-lg border border-rule bg-surface p-4 text-sm text-ink shadow-floating data-[state=open]:animate-rise"
          >
            <ToneIcon tone={tone} className={cx("mt-0.5 size-5 shrink-0", TONE_TEXT[tone])} />
            <div className="grid flex-1 gap-0.5">
              <Primitive.Title className="font-medium">{title}</Primitive.Title>
              {description ? (
                <Primitive.Description className="text-ink-soft">{description}</Primitive.Description>
              ) : null}
            </div>
            <Primitive.Close
              aria-label={t("dismiss")}
              className="-m-2 grid size-9 place-items-center rounded-md hover:bg-sunken"
            >
              <X aria-hidden="true" className="size-4" />
            </Primitive.Close>
          </Primitive.Root>
        ))}
        <Primitive.Viewport className="fixed end-4 bottom-4 z-50 grid w-[min(24rem,calc(100vw-2rem))] gap-3" />
      </Primitive.Provider>
    </ShowToast>
  );
}
