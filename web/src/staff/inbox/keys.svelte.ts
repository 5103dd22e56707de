const kept = "urna-staff-keys";

/** Whether single letters do something; whoever dictates, or finds them in the way, switches them off. */
class Keys {
  #areOn = $state(restored());

  get areOn(): boolean {
    return this.#areOn;
  }
  set areOn(areOn: boolean) {
    this.#areOn = areOn;
    try {
      localStorage.setItem(kept, areOn ? "on" : "off");
    } catch {
      // A browser that keeps nothing has them on again next time.
    }
  }
}

function restored(): boolean {
  try {
    return localStorage.getItem(kept) !== "off";
  } catch {
    return true;
  }
}

export const keys = new Keys();

/** The letter that was pressed as a shortcut; undefined where somebody types, a window is open, or letters are off. */
export function shortcutOf(event: KeyboardEvent): string | undefined {
  if (!keys.areOn || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (document.querySelector("dialog[open]") !== null) return undefined;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  const isTyping = target?.isContentEditable === true || (target?.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])") ?? false);
  return isTyping ? undefined : event.key;
}
