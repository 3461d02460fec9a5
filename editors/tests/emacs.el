;;; What a person does with planvet in Emacs, step by step. -*- lexical-binding: t -*-

;; `editors/tests/run' starts it on a copy of the broken plan. Emacs is set up by the blocks of the README that the
;; environment names.

(require 'cl-lib)
(require 'subr-x)
(package-initialize)

(defvar tests-failed nil)

(defun tests-expect (name holds &optional seen)
  "Say whether HOLDS comes true within five seconds; else also what SEEN gives."
  (let ((end (+ (float-time) 5)))
    (tests-idle)
    (while (and (not (funcall holds)) (< (float-time) end))
      (accept-process-output nil 0.02))
    (if (funcall holds)
        (princ (format "PASS %s\n" name))
      (setq tests-failed t)
      (princ (format "FAIL %s: %S\n" name (and seen (funcall seen)))))))

(defun tests-idle ()
  "What Emacs does when it is idle, which it never is without somebody at it."
  (when (bound-and-true-p eglot--managed-mode)
    (eglot--signal-textDocument/didChange)))

(defun tests-findings ()
  "Where findings begin and end, by line and column from 1, and their rules."
  (flymake-start)
  (sort
   (mapcar (lambda (found)
             (let ((text (flymake-diagnostic-text found)))
               (string-match "planvet \\[\\([a-z-]+\\)\\]" text)
               (format "%s-%s %s" (tests-place (flymake-diagnostic-beg found))
                       (tests-place (flymake-diagnostic-end found)) (match-string 1 text))))
           (flymake-diagnostics))
   #'string<))

(defun tests-place (at)
  (save-excursion
    (goto-char at)
    (format "%d:%d" (line-number-at-pos) (1+ (- at (line-beginning-position))))))

(defun tests-goto (line column)
  (goto-char (point-min))
  (forward-line (1- line))
  (forward-char (1- column)))

(defun tests-line (line)
  (save-excursion
    (tests-goto line 1)
    (buffer-substring-no-properties (point) (line-end-position))))

(defmacro tests-choosing (wanted &rest body)
  "Run BODY and answer its question with the first entry that matches WANTED."
  `(cl-letf (((symbol-function 'completing-read)
              (lambda (_ entries &rest _)
                (car (cl-find-if (lambda (entry) (string-match ,wanted (car entry))) entries))))
             (last-nonmenu-event ?\r))
     ,@body))

(defun tests-eglot ()
  (let ((value "72:27-72:40 wrong-value") (number "76:11-76:12 wrong-number")
        (box "79:1-79:5 malformed-box") (label "96:1-96:18 misnamed-field"))
    (find-file "rates.plan.md")
    (run-hooks 'post-command-hook)
    (tests-expect "the server starts with the plan" #'eglot-managed-p)
    (tests-expect "findings stand where they are" (tests-found value number box label) #'tests-findings)

    (tests-goto 79 2)
    (tests-choosing "Write `- \\[ ]`" (eglot-code-actions (point) nil nil t))
    (tests-expect "a quick fix mends the box" (tests-reads 79 "- [ ] Add the route to `app/main.py`"))
    (tests-expect "its finding goes" (tests-found value number label) #'tests-findings)

    (tests-goto 72 27)
    (delete-region (point) (line-end-position))
    (insert "Größe 好 🎈")
    (tests-expect "letters of two units are counted" (tests-found "72:27-72:36 wrong-value" number label) #'tests-findings)
    (tests-goto 72 27)
    (delete-region (point) (line-end-position))
    (insert "Medium")
    (tests-expect "a word that is right has no finding" (tests-found number label) #'tests-findings)

    (tests-goto 1 12)
    (tests-idle)
    (eglot-rename "Keep Exchange Rates")
    (tests-expect "renaming a task changes its heading" (tests-reads 1 "## Task: Keep Exchange Rates"))
    (tests-expect "and where it is named" (tests-reads 71 "**Prerequisites**: Keep Exchange Rates"))

    (tests-goto 71 25)
    (xref-find-definitions (xref-backend-identifier-at-point (xref-find-backend)))
    (tests-expect "the definition of a task is its heading" (lambda () (= (line-number-at-pos) 1)))

    (tests-goto 79 4)
    (insert "X ")
    (tests-expect "a new mistake is found" (tests-found number "79:1-79:8 malformed-box" label) #'tests-findings)
    (eglot-format-buffer)
    (tests-expect "formatting mends style" (tests-reads 79 "- [x] Add the route to `app/main.py`"))
    (tests-expect "and style alone" (tests-found number label) #'tests-findings)

    (save-buffer)
    (tests-expect "saving the file applies the safe fixes" (tests-reads 76 "#### Step 1: Write the Endpoint"))
    (tests-expect "what is not safe stays" (tests-found label) #'tests-findings)
    (tests-expect "the file holds what the editor shows"
                  (lambda ()
                    (let ((shown (buffer-string)))
                      (with-temp-buffer
                        (insert-file-contents "rates.plan.md")
                        (string= shown (buffer-string))))))

    (tests-goto 96 1)
    (delete-region (point) (line-end-position))
    (insert "**Validation**:")
    (tests-expect "a plan in order has no findings" (tests-found) #'tests-findings)))

(defun tests-lsp-mode ()
  (let ((value "71:26 wrong-value") (number "75:10 wrong-number") (box "78:0 malformed-box")
        (label "95:0 misnamed-field") (lsp-enable-file-watchers nil))
    (lsp-workspace-folders-add default-directory)
    (find-file "rates.plan.md")
    (lsp)
    (tests-expect "findings stand where they are" (tests-sent value number box label) #'tests-sent-findings)

    (tests-goto 79 2)
    (lsp-execute-code-action (elt (lsp-code-actions-at-point "quickfix") 0))
    (tests-expect "a quick fix mends the box" (tests-reads 79 "- [ ] Add the route to `app/main.py`"))
    (tests-expect "its finding goes" (tests-sent value number label) #'tests-sent-findings)

    (tests-goto 1 12)
    (lsp-rename "Keep Exchange Rates")
    (tests-expect "renaming a task changes where it is named" (tests-reads 71 "**Prerequisites**: Keep Exchange Rates"))

    (tests-goto 79 4)
    (insert "X ")
    (tests-expect "a new mistake is found" (tests-sent value number "78:0 malformed-box" label) #'tests-sent-findings)
    (lsp-format-buffer)
    (tests-expect "formatting mends style" (tests-reads 79 "- [x] Add the route to `app/main.py`"))
    (tests-expect "and style alone" (tests-sent value number label) #'tests-sent-findings)))

(defun tests-sent-findings ()
  "The findings that lsp-mode has of this file, by line and character from 0."
  (mapcar (lambda (found)
            (let ((start (lsp:range-start (lsp:diagnostic-range found))))
              (format "%s:%s %s" (lsp:position-line start) (lsp:position-character start) (lsp:diagnostic-code? found))))
          (gethash (file-truename buffer-file-name) (lsp-diagnostics))))

(defun tests-sent (&rest wanted)
  (lambda () (equal (tests-sent-findings) wanted)))

(defun tests-found (&rest wanted)
  (lambda () (equal (tests-findings) wanted)))

(defun tests-reads (line text)
  (lambda () (equal (tests-line line) text)))

(condition-case problem
    (progn
      (load (expand-file-name "set-up.el" (getenv "WORK")) nil t)
      (pcase (getenv "CLIENT")
        ("eglot"
         (load (expand-file-name "on-save.el" (getenv "WORK")) nil t)
         (tests-eglot))
        ("lsp-mode" (tests-lsp-mode))))
  (error
   (setq tests-failed t)
   (princ (format "FAIL the session: %S\n" problem))))
(kill-emacs (if tests-failed 1 0))
