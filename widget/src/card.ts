import type { Channel } from './channel';
import { Refusal } from './channel';
import { addCopyButtons } from './copy';
import { button, drawn, make } from './dom';
import { Executions } from './executions';
import { givenIn, tellFaults, tellRefusal, upload, watchForm } from './form';
import { morph } from './morph';
import { Pane } from './pane';
import { tellAgo } from './times';

const MOST_LINES = 12;

/** The card of a flow: what the kernel draws of it, its executions, and the one that is open. */
export class Card {
  private picture = make('div');
  private told = make('div', { class: 'wt-error', role: 'alert' });
  private executions = new Executions(id => void this.open(id));
  private pane: Pane | null = null;
  private ticking: number;
  private filledIn = new WeakMap<HTMLTextAreaElement, string>();

  constructor(
    private el: HTMLElement,
    private channel: Channel,
    still: string
  ) {
    this.picture.append(drawn(still));
    el.append(this.picture, this.told);
    el.addEventListener('click', event => void this.click(event));
    el.addEventListener('submit', event => void this.submit(event));
    channel.listen('card', content => this.draw(content.html));
    channel.listen('rows', content => this.take(content.rows));
    this.ticking = window.setInterval(() => tellAgo(this.picture), 1000);
  }

  async start(): Promise<void> {
    try {
      await this.load();
    } catch (error) {
      this.tell(error);
    }
  }

  private async load(): Promise<void> {
    const { result } = await this.channel.request('open');
    if (!this.executions.element.isConnected) {
      this.picture.replaceChildren();
      this.el.append(this.executions.element);
    }
    this.draw(result.html);
    this.take(result.rows);
    await this.pane?.again();
  }

  close(): void {
    window.clearInterval(this.ticking);
    this.executions.close();
  }

  private take(rows: any[]): void {
    this.executions.take(rows);
    performance.mark('wavetank:rows', { detail: this.executions.grid.count });
  }

  private draw(html: string): void {
    const fresh = drawn(html).firstElementChild!;
    const shown = this.picture.firstElementChild;
    if (shown) morph(shown, fresh);
    else this.picture.append(fresh);
    addCopyButtons(this.picture);
    tellAgo(this.picture);
  }

  private async open(id: string): Promise<void> {
    if (!this.pane) {
      this.pane = new Pane(
        this.channel,
        other => void this.open(other),
        () => this.shut()
      );
      this.el.append(this.pane.element);
    }
    this.executions.grid.activate(id);
    await this.pane.open(id);
  }

  private shut(): void {
    void this.channel.request('unwatch', { view: this.channel.view });
    this.pane?.element.remove();
    this.pane = null;
    this.executions.grid.activate(null);
    this.executions.grid.element.focus();
  }

  private async click(event: MouseEvent): Promise<void> {
    const pressed = (event.target as Element).closest<HTMLButtonElement>('button[data-action]');
    if (!pressed || this.pane?.element.contains(pressed)) return;
    const { action, trigger } = pressed.dataset;
    this.told.textContent = '';
    if (action === 'open_fire') this.toggle(`fire-${trigger}`, pressed);
    else if (action === 'open_run') this.toggle('run', pressed);
    else if (action === 'run') await this.attempt(pressed, () => this.run({ inputs: {} }));
    else await this.attempt(pressed, () => this.channel.request(action as 'pause_trigger', { trigger }));
  }

  private async attempt(pressed: HTMLButtonElement, act: () => Promise<unknown>): Promise<void> {
    pressed.disabled = true;
    try {
      await act();
    } catch (error) {
      this.tell(error);
    } finally {
      pressed.disabled = false;
    }
  }

  private tell(error: unknown): void {
    this.told.textContent = error instanceof Refusal ? `${error.message} ${error.remedy}`.trim() : String(error);
  }

  private panel(name: string): HTMLElement | null {
    return this.picture.querySelector<HTMLElement>(`[data-panel="${CSS.escape(name)}"]`);
  }

  private toggle(name: string, pressed: HTMLElement): void {
    const panel = this.panel(name)!;
    panel.hidden = !panel.hidden;
    pressed.setAttribute('aria-expanded', String(!panel.hidden));
    if (panel.hidden) return;
    panel.querySelector<HTMLElement>('input, textarea, select')?.focus();
    if (panel.dataset.trigger) void this.fillIn(panel).catch(error => this.tell(error));
    const form = panel.querySelector<HTMLFormElement>('form[data-action="run"]');
    if (form && !form.dataset.watched) {
      form.dataset.watched = '';
      watchForm(form, inputs => this.channel.request('check', { inputs }));
    }
  }

  /** Puts the newest event of a trigger into its box, unless a person wrote there. */
  private async fillIn(panel: HTMLElement): Promise<void> {
    const area = panel.querySelector('textarea')!;
    const begun = area.value;
    if (begun !== area.defaultValue && begun !== this.filledIn.get(area)) return;
    const { result } = await this.channel.request('sample', { trigger: panel.dataset.trigger });
    if (result.event === null || area.value !== begun) return;
    area.value = result.event;
    area.rows = Math.min(result.event.split('\n').length, MOST_LINES);
    this.filledIn.set(area, result.event);
    panel.querySelector('[data-event-from]')!.textContent = ' · as the newest one was';
  }

  private async submit(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    if (this.pane?.element.contains(form)) return;
    const pressed = form.querySelector<HTMLButtonElement>('[type=submit]')!;
    pressed.disabled = true;
    try {
      if (form.dataset.action === 'fire') await this.fire(form);
      else await this.send(form);
    } catch (error) {
      if (form.dataset.action === 'fire') tellVerdict(form, String((error as Error).message), 'FAILED');
      else tellRefusal(form, error);
    } finally {
      pressed.disabled = false;
    }
  }

  private async send(form: HTMLFormElement): Promise<void> {
    const { inputs, files } = givenIn(form);
    const labels = form.querySelector<HTMLInputElement>('[data-labels]')?.value ?? '';
    await this.run({ inputs, files: await upload(this.channel, files), labels });
    tellFaults(form, {});
  }

  private async run(params: Record<string, unknown>): Promise<void> {
    const { result } = await this.channel.request('run', params);
    await this.open(result.execution);
  }

  private async fire(form: HTMLFormElement): Promise<void> {
    const event = form.querySelector('textarea')!.value;
    const { result } = await this.channel.request('fire', { trigger: form.dataset.trigger, event });
    const reason = [result.outcome === 'FIRED' ? '' : `at ${result.stage}`, result.reason].filter(Boolean).join(': ');
    const place = tellVerdict(form, ` ${reason} `, result.outcome);
    if (result.execution) {
      place.append(button('Show', `Show execution ${result.execution}`, () => void this.open(result.execution)));
    }
  }
}

function tellVerdict(form: HTMLFormElement, text: string, outcome: string): HTMLElement {
  const place = form.querySelector<HTMLElement>('[data-verdict]')!;
  place.replaceChildren(make('span', { class: 'wt-state', 'data-state': outcome }, outcome), ` ${text.trim()} `);
  return place;
}
