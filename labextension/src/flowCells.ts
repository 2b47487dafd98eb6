/**
 * Gives an editor the flow language for as long as its first line is the `%%flow` magic.
 *
 * The notebook's own language stays configured below it, and the cell's mime type never changes. A compartment
 * and not a computed `language` facet: JupyterLab loads the notebook's language late, and CodeMirror's language
 * state fails on a facet that is empty until then.
 */
import { language } from '@codemirror/language';
import { Compartment, EditorState, Extension, Prec, Transaction } from '@codemirror/state';
import { flowLanguage } from './flowLanguage';

const FLOW_MAGIC = /^%%flow(?=\s|$)/;

/** Whether this editor speaks the flow language now. */
export function isFlowCell(state: EditorState): boolean {
  return state.facet(language) === flowLanguage;
}

/** The extension of one editor, which starts with the text `source`. */
export function flowCells(source: string): Extension {
  const compartment = new Compartment();
  const spoken = Prec.highest(flowLanguage.extension);
  const chosen = (isFlow: boolean): Extension => (isFlow ? spoken : []);

  // In the same transaction as the edit, so that undo and paste need no word of their own.
  const follow = (transaction: Transaction) => {
    if (!transaction.docChanged) {
      return null;
    }
    const wanted = FLOW_MAGIC.test(transaction.newDoc.line(1).text);
    return wanted === isFlowCell(transaction.startState)
      ? null
      : { effects: compartment.reconfigure(chosen(wanted)) };
  };
  return [
    compartment.of(chosen(FLOW_MAGIC.test(source))),
    EditorState.transactionExtender.of(follow)
  ];
}
