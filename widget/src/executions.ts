import { make } from './dom';
import { Grid } from './grid';
import type { ExecutionRow } from './model';
import { momentText, spanText } from './times';

const ID = 0, STATE = 1, CREATED = 2, ENDED = 3, TRIGGER = 4, REVISION = 5, LABELS = 6, ERROR = 7, DONE = 8, WHOLE = 9, VERSION = 10;
const MOST = 20_000;

/** Rows by id, the newest first; of two the one with the later version counts. */
export class Rows {
  readonly counts = new Map<string, number>();
  private held = new Map<string, ExecutionRow>();
  private ordered: ExecutionRow[] = [];
  private unordered = false;

  take(rows: ExecutionRow[]): void {
    for (const row of rows) {
      const former = this.held.get(row[ID]);
      if (former && former[VERSION] > row[VERSION]) continue;
      this.count(row[STATE], 1);
      if (former) {
        this.count(former[STATE], -1);
        former.splice(0, former.length, ...row);
        haystacks.delete(former);
      } else {
        this.held.set(row[ID], row);
        this.ordered.push(row);
        this.unordered = true;
      }
    }
    if (this.unordered) this.order();
  }

  get size(): number {
    return this.ordered.length;
  }

  /** The rows in one of these states, all states if there are none, that have all words somewhere. */
  matching(states: Set<string>, text: string): ExecutionRow[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!states.size && !words.length) return this.ordered.slice();
    return this.ordered.filter(
      row => (!states.size || states.has(row[STATE])) && words.every(word => haystack(row).includes(word))
    );
  }

  private order(): void {
    this.unordered = false;
    this.ordered.sort((one, other) => other[CREATED] - one[CREATED]);
    for (const row of this.ordered.splice(MOST)) {
      this.held.delete(row[ID]);
      this.count(row[STATE], -1);
    }
  }

  private count(state: string, by: number): void {
    this.counts.set(state, (this.counts.get(state) ?? 0) + by);
  }
}

const haystacks = new WeakMap<ExecutionRow, string>();

function haystack(row: ExecutionRow): string {
  let text = haystacks.get(row);
  if (text === undefined) {
    text = [row[ID], row[STATE], row[TRIGGER] || 'run by hand', row[LABELS], row[ERROR], `r${row[REVISION]}`].join(' ').toLowerCase();
    haystacks.set(row, text);
  }
  return text;
}

/** The list of executions: a chip for each state, a search, and a grid. */
export class Executions {
  readonly element: HTMLElement;
  readonly grid: Grid<ExecutionRow>;
  private rows = new Rows();
  private states = new Set<string>();
  private chips = make('div', { class: 'wt-chips', role: 'group', 'aria-label': 'Filter by state' });
  private search = make('input', {
    type: 'search',
    placeholder: 'Filter: id, trigger, label, error',
    'aria-label': 'Filter executions by text'
  });
  private told = make('span', { class: 'wt-quiet', role: 'status' });
  private empty = make('div', { class: 'wt-quiet' }, 'No executions yet.');
  private ticking: number;

  constructor(open: (id: string) => void) {
    this.grid = new Grid<ExecutionRow>('Executions', COLUMNS_SHOWN, row => row[ID]);
    this.grid.onOpen = row => open(row[ID]);
    this.search.addEventListener('input', () => this.refresh());
    const bar = make('div', { class: 'wt-toolbar' }, this.chips, this.search, this.told);
    this.element = make('div', { class: 'wt-executions', 'data-own': '' }, bar, this.grid.element, this.empty);
    // The time that an open execution takes goes on.
    this.ticking = window.setInterval(() => this.isAnyOpen() && this.grid.ask(), 1000);
    this.refresh();
  }

  take(rows: ExecutionRow[]): void {
    this.rows.take(rows);
    this.refresh();
  }

  close(): void {
    window.clearInterval(this.ticking);
    this.grid.close();
  }

  private isAnyOpen(): boolean {
    return OPEN.some(state => (this.rows.counts.get(state) ?? 0) > 0);
  }

  private refresh(): void {
    const matching = this.rows.matching(this.states, this.search.value);
    this.grid.show(matching);
    this.drawChips();
    const all = this.rows.size;
    this.told.textContent = matching.length === all ? `${number(all)}` : `${number(matching.length)} of ${number(all)}`;
    this.empty.hidden = all > 0;
    this.element.querySelector<HTMLElement>('.wt-toolbar')!.hidden = all === 0;
    this.grid.element.hidden = all === 0;
  }

  private drawChips(): void {
    for (const [state, count] of this.rows.counts) {
      let chip = this.chips.querySelector<HTMLButtonElement>(`[data-state="${state}"]`);
      if (!chip) {
        chip = make('button', { type: 'button', class: 'wt-chip', 'data-state': state, 'aria-pressed': 'false' });
        chip.addEventListener('click', () => this.toggle(state));
        this.chips.append(chip);
      }
      chip.hidden = count === 0 && !this.states.has(state);
      const text = `${state} ${number(count)}`;
      if (chip.textContent !== text) chip.textContent = text;
    }
  }

  private toggle(state: string): void {
    if (!this.states.delete(state)) this.states.add(state);
    for (const chip of this.chips.children) {
      chip.setAttribute('aria-pressed', String(this.states.has((chip as HTMLElement).dataset.state!)));
    }
    this.refresh();
  }
}

const OPEN = ['CREATED', 'QUEUED', 'RUNNING', 'PAUSED', 'RESTARTED', 'RETRYING', 'KILLING'];

const number = (count: number) => count.toLocaleString('en');

const took = (row: ExecutionRow) => ((row[ENDED] ?? Date.now()) - row[CREATED]) / 1000;

const by = (row: ExecutionRow) => row[TRIGGER] || 'run by hand';

const COLUMNS_SHOWN = [
  {
    name: 'state',
    width: '92px',
    text: (row: ExecutionRow) => row[STATE],
    value: (row: ExecutionRow) => row[STATE],
    draw(cell: HTMLElement, row: ExecutionRow) {
      if (cell.dataset.state === row[STATE]) return;
      cell.dataset.state = row[STATE];
      cell.classList.add('wt-state');
      cell.textContent = row[STATE];
    }
  },
  {
    name: 'started',
    width: '152px',
    text: (row: ExecutionRow) => momentText(row[CREATED]),
    value: (row: ExecutionRow) => row[CREATED]
  },
  { name: 'took', width: '84px', right: true, text: (row: ExecutionRow) => spanText(took(row)), value: took },
  {
    name: 'tasks',
    width: '84px',
    text: () => '',
    draw(cell: HTMLElement, row: ExecutionRow) {
      let bar = cell.firstElementChild as HTMLElement | null;
      if (!bar) {
        bar = make('div', { class: 'wt-progress' }, make('div'));
        cell.append(bar);
      }
      const ended = row[ENDED] !== null;
      const share = ended ? 1 : row[WHOLE] ? row[DONE] / row[WHOLE] : 0;
      bar.dataset.state = row[STATE];
      bar.title = ended || !row[WHOLE] ? row[STATE] : `${row[DONE]} of ${row[WHOLE]} tasks`;
      (bar.firstElementChild as HTMLElement).style.width = `${Math.round(share * 100)}%`;
    }
  },
  { name: 'by', width: 'minmax(90px, 0.6fr)', text: by, value: by },
  { name: 'execution', width: 'minmax(90px, 205px)', text: (row: ExecutionRow) => row[ID] },
  {
    name: '',
    width: 'minmax(120px, 2fr)',
    text: (row: ExecutionRow) => [row[LABELS], row[ERROR]].filter(Boolean).join(' · ')
  }
];
