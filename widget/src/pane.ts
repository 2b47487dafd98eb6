import type { Channel } from './channel';
import { Refusal } from './channel';
import { button, drawn, make } from './dom';
import { givenIn, tellRefusal, watchForm } from './form';
import { Logs } from './logs';
import { morph, morphChildren } from './morph';
import { download, tableView } from './tables';

/** One execution: what the kernel draws of it in tabs, its log, and tables and files that were asked for. */
export class Pane {
  readonly element: HTMLElement;
  private tabs = make('div', { class: 'wt-tabs', role: 'tablist', 'aria-label': 'Parts of the execution' });
  private picture = make('div', { class: 'wt-picture' });
  private extra = make('div', { class: 'wt-extra' });
  private told = make('div', { class: 'wt-error', role: 'alert' });
  private logs = new Logs();
  private chosen = 'Tasks';
  private id = '';
  private watched = new WeakSet<HTMLFormElement>();

  constructor(
    private channel: Channel,
    private onOther: (id: string) => void,
    close?: () => void
  ) {
    const shut = close ? button('✕', 'Close the execution', close) : null;
    shut?.classList.add('wt-close');
    this.element = make('div', { class: 'wt-pane', 'data-own': '' }, shut, this.picture, this.extra);
    this.element.addEventListener('click', event => void this.click(event));
    this.element.addEventListener('submit', event => void this.submit(event));
    this.tabs.addEventListener('keydown', event => this.press(event));
    channel.listen('execution', content => this.isOurs(content) && this.show(content.html));
    channel.listen('logs', content => this.isOurs(content) && this.logs.take(content.rows));
  }

  async open(id: string): Promise<void> {
    this.id = id;
    this.logs.clear();
    this.told.textContent = '';
    this.extra.replaceChildren();
    this.picture.replaceChildren(make('div', { class: 'wt-quiet' }, `Opening ${id} …`));
    await this.ask('watch', { view: this.channel.view, execution: id });
  }

  /** Asks for everything anew, as after a message was lost. */
  async again(): Promise<void> {
    if (this.id) await this.open(this.id);
  }

  private isOurs(content: { view: string; id: string }): boolean {
    return content.view === this.channel.view && content.id === this.id;
  }

  show(html: string): void {
    const fresh = drawn(html);
    const top = fresh.querySelector('[data-key="top"]')!;
    const body = make('div', { 'data-key': 'body' });
    body.append(...[...fresh.children].filter(child => child.hasAttribute('data-tab')));
    const names = [...body.children].map(section => (section as HTMLElement).dataset.tab!);
    if (!names.includes(this.chosen)) this.chosen = names[0];
    const place = this.picture.querySelector('[data-key="body"]');
    if (place) {
      morph(this.picture.querySelector('[data-key="top"]')!, top);
      morphChildren(place, body);
    } else {
      this.picture.replaceChildren(top, this.told, this.tabs, body);
    }
    this.drawTabs(names);
    this.choose(this.chosen);
  }

  private drawTabs(names: string[]): void {
    if (names.join() === [...this.tabs.children].map(tab => tab.textContent).join()) return;
    this.tabs.replaceChildren(
      ...names.map(name => {
        const tab = make('button', { type: 'button', role: 'tab' }, name);
        tab.addEventListener('click', () => this.choose(name));
        return tab;
      })
    );
  }

  private choose(name: string): void {
    this.chosen = name;
    for (const tab of this.tabs.children) {
      tab.setAttribute('aria-selected', String(tab.textContent === name));
      tab.setAttribute('tabindex', tab.textContent === name ? '0' : '-1');
    }
    for (const section of this.picture.querySelectorAll<HTMLElement>('[data-tab]')) {
      section.hidden = section.dataset.tab !== name;
      section.setAttribute('role', 'tabpanel');
      section.setAttribute('aria-label', section.dataset.tab!);
    }
    const logs = this.picture.querySelector<HTMLElement>('[data-tab="Logs"]');
    if (logs && !logs.contains(this.logs.element)) logs.replaceChildren(this.logs.element);
    this.extra.hidden = name !== 'Outputs' && name !== 'Inputs';
    if (name === 'Logs') this.logs.appear();
  }

  private press(event: KeyboardEvent): void {
    const names = [...this.tabs.children].map(tab => tab.textContent!);
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    const next = (names.indexOf(this.chosen) + step + names.length) % names.length;
    this.choose(names[next]);
    (this.tabs.children[next] as HTMLElement).focus();
    event.stopPropagation();
  }

  private async click(event: MouseEvent): Promise<void> {
    const pressed = (event.target as Element).closest<HTMLButtonElement>('button[data-action]');
    if (!pressed) return;
    const { action, run, task, uri, way } = pressed.dataset;
    if (action === 'open_replay') {
      this.toggleReplay(pressed);
      return;
    }
    pressed.disabled = true;
    this.told.textContent = '';
    try {
      if (action === 'expand') await this.ask('expand', { view: this.channel.view, run });
      else if (action === 'table') await this.showTable(task!, way ? JSON.parse(way) : []);
      else if (action === 'preview') this.addTable(pressed.getAttribute('aria-label')!.replace(/^Preview /, ''), (await this.channel.request('preview', { uri })).result);
      else if (action === 'download') download(await this.channel.request('download', { uri }));
      else await this.operate(action as 'kill', run);
    } catch (error) {
      this.tell(error);
    } finally {
      pressed.disabled = false;
    }
  }

  private async operate(action: 'kill' | 'pause' | 'resume' | 'restart' | 'replay', run?: string): Promise<void> {
    const { result } = await this.channel.request(action, { execution: this.id, ...(run ? { run } : {}) });
    this.told.textContent = '';
    if (result.execution !== this.id) this.onOther(result.execution);
    else {
      this.logs.clear();
      await this.ask('watch', { view: this.channel.view, execution: this.id });
    }
  }

  private toggleReplay(pressed: HTMLElement): void {
    const panel = this.picture.querySelector<HTMLElement>('[data-panel="replay"]')!;
    panel.hidden = !panel.hidden;
    pressed.setAttribute('aria-expanded', String(!panel.hidden));
    if (panel.hidden) return;
    panel.querySelector<HTMLElement>('input, textarea, select')?.focus();
    const form = panel.querySelector('form')!;
    if (this.watched.has(form)) return;
    this.watched.add(form);
    const execution = this.id;
    watchForm(form, inputs => this.channel.request('check_again', { execution, inputs }));
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const run = form.querySelector<HTMLSelectElement>('[data-start]')?.value;
    try {
      const { result } = await this.channel.request(form.dataset.action as 'resume' | 'replay', {
        execution: this.id,
        inputs: givenIn(form).inputs,
        ...(run ? { run } : {})
      });
      if (result.execution !== this.id) this.onOther(result.execution);
    } catch (error) {
      tellRefusal(form, error);
    }
  }

  private async showTable(task: string, way: string[]): Promise<void> {
    const { result } = await this.channel.request('table', { execution: this.id, task, way });
    this.addTable([task, ...way].join('.'), result);
  }

  private addTable(name: string, content: any): void {
    this.extra.replaceChildren(tableView(name, content, () => this.extra.replaceChildren()));
    this.extra.scrollIntoView({ block: 'nearest' });
  }

  private async ask(method: 'watch' | 'expand', params: Record<string, unknown>): Promise<void> {
    try {
      await this.channel.request(method, params);
    } catch (error) {
      this.tell(error);
    }
  }

  private tell(error: unknown): void {
    this.told.textContent = error instanceof Refusal ? `${error.message} ${error.remedy}`.trim() : String(error);
    if (!this.told.isConnected) this.picture.replaceChildren(this.told);
  }
}
