import type { Channel } from './channel';
import { Refusal } from './channel';
import { make } from './dom';

export interface Given {
  inputs: Record<string, unknown>;
  files: Record<string, File>;
}

const PIECE = 1024 * 1024;
// A check is asked for when a person has stopped typing.
const PAUSE = 350;

/** What was filled in, by input; what is empty or hidden has no value. */
export function givenIn(form: HTMLFormElement): Given {
  const given: Given = { inputs: {}, files: {} };
  for (const field of form.querySelectorAll<HTMLElement>('[data-input]')) {
    const name = field.dataset.input!;
    if (field.closest<HTMLElement>('[data-field]')?.hidden) continue;
    if (field instanceof HTMLInputElement && field.type === 'file') {
      if (field.files?.length) given.files[name] = field.files[0];
      continue;
    }
    const value = valueOf(field);
    if (value !== null) given.inputs[name] = value;
  }
  return given;
}

function valueOf(field: HTMLElement): unknown {
  if (field.classList.contains('wt-boxes')) return chosenIn(field);
  const text = (field as HTMLInputElement).value;
  if (text === '') return null;
  if (field.dataset.type === 'DATETIME' && (field as HTMLInputElement).type === 'datetime-local') {
    return new Date(text).toISOString();
  }
  return text;
}

function chosenIn(group: HTMLElement): unknown {
  const boxes = [...group.querySelectorAll<HTMLInputElement>('input')];
  const chosen = boxes.filter(box => box.checked).map(box => box.value);
  if (boxes[0]?.type === 'radio') return chosen[0] ?? null;
  return chosen.length ? chosen : null;
}

/** Tells what is wrong beside each field; what is wrong with no field of the form stands at its end. */
export function tellFaults(form: HTMLFormElement, fields: Record<string, string>, rest = ''): void {
  for (const place of form.querySelectorAll<HTMLElement>('[data-error]')) {
    const name = place.dataset.error!;
    const text = name ? (fields[name] ?? '') : rest;
    if (place.textContent !== text) place.textContent = text;
    const field = name && form.querySelector(`[data-input="${CSS.escape(name)}"]`);
    if (field) field.setAttribute('aria-invalid', String(Boolean(text)));
  }
}

export function tellRefusal(form: HTMLFormElement, error: unknown): void {
  const refusal = error instanceof Refusal ? error : new Refusal(String(error), '', {});
  const known = Object.keys(refusal.fields).length > 0;
  tellFaults(form, refusal.fields, known ? '' : `${refusal.message} ${refusal.remedy}`.trim());
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

/** Fills in what may be chosen where an expression says it; what was chosen stays while it may be. */
function offer(field: HTMLElement, values: string[]): void {
  const written = JSON.stringify(values);
  if (offered.get(field) === written) return;
  offered.set(field, written);
  if (field.dataset.boxes) {
    const held = ([] as unknown[]).concat(chosenIn(field) ?? []);
    const box = (value: string) => {
      const made = make('input', { type: field.dataset.boxes!, name: field.id, value });
      made.checked = held.includes(value);
      return make('label', {}, made, ` ${value}`);
    };
    field.replaceChildren(...values.map(box));
    return;
  }
  const options = values.map(value => make('option', { value }, value));
  if (field instanceof HTMLSelectElement) {
    const held = field.value;
    const first = field.dataset.offered === 'first';
    field.replaceChildren(...(first ? [] : [make('option', { value: '' })]), ...options);
    if (!first || values.includes(held)) field.value = values.includes(held) ? held : '';
  } else (field as HTMLInputElement).list?.replaceChildren(...options);
}

const offered = new WeakMap<HTMLElement, string>();

/**
 * Looks at a form while it is filled in: says what is wrong with what was touched, hides what has no value now, and
 * fills in what may be chosen. `ask` asks the kernel.
 */
export function watchForm(form: HTMLFormElement, ask: (inputs: Record<string, unknown>) => Promise<any>): void {
  const touched = new Set<string>();
  let timer = 0;
  const check = async () => {
    const { inputs } = givenIn(form);
    const { result } = await ask(inputs);
    for (const [name, values] of Object.entries(result.choices as Record<string, string[]>)) {
      const field = form.querySelector<HTMLElement>(`[data-input="${CSS.escape(name)}"]`);
      if (field) offer(field, values);
    }
    for (const row of form.querySelectorAll<HTMLElement>('[data-field]')) {
      row.hidden = result.hidden.includes(row.dataset.field);
    }
    const fields = Object.fromEntries(Object.entries(result.fields).filter(([name]) => touched.has(name)));
    tellFaults(form, fields as Record<string, string>);
  };
  form.addEventListener('input', event => {
    const field = (event.target as Element).closest<HTMLElement>('[data-input]');
    if (field) touched.add(field.dataset.input!);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void check().catch(error => tellRefusal(form, error)), PAUSE);
  });
  void check().catch(error => tellRefusal(form, error));
}

/** Sends files piece by piece, so that no message is too large for a server; returns which upload is which input. */
export async function upload(channel: Channel, files: Record<string, File>): Promise<Record<string, string>> {
  const uploads: Record<string, string> = {};
  for (const [name, file] of Object.entries(files)) {
    const id = `${channel.view}-${name}-${Date.now()}`;
    for (let start = 0; start === 0 || start < file.size; start += PIECE) {
      const piece = await file.slice(start, start + PIECE).arrayBuffer();
      await channel.request('upload', { upload: id, name: file.name, first: start === 0 }, [piece]);
    }
    uploads[name] = id;
  }
  return uploads;
}
