" What a person does with planvet in Vim, step by step: `editors/tests/run` starts it on a copy of the broken plan.

let s:failed = 0

" Says whether something holds within five seconds; else also what was seen.
function! s:expect(name, Holds, Seen) abort
  let waited = 0
  while !a:Holds() && waited < 250
    sleep 20m
    let waited += 1
  endwhile
  if a:Holds()
    call s:say('PASS ' . a:name)
  else
    let s:failed = 1
    call s:say('FAIL ' . a:name . ': ' . string(a:Seen()))
  endif
endfunction

function! s:say(text) abort
  call writefile([a:text], '/dev/stdout', 'a')
endfunction

" Findings of a list as `line:column kind rule`.
function! s:listed(list) abort
  let Shown = {_, found -> printf('%d:%d %s %s', found.lnum, found.col, found.type,
  \ matchstr(get(found, 'code', found.text), '^[a-z-]\+'))}
  return map(copy(a:list), Shown)
endfunction

function! s:without_a_client() abort
  execute 'source' $WORK . '/plain.vim'
  edit rates.plan.md
  silent make!
  let wanted = ['72:27 e wrong-value', '76:11 e wrong-number', '79:1 e malformed-box', '96:1 w misnamed-field']
  call s:expect(':make fills the list of errors', {-> s:listed(getqflist()) == wanted}, {-> getqflist()})
  silent cfirst
  call s:expect(':cfirst goes to the place', {-> getcurpos()[1:2] == [72, 27]}, {-> getcurpos()})

  normal! gggqG
  let wanted = ['#### Step 1: Write the Endpoint', '- [ ] Add the route to `app/main.py`']
  call s:expect('gq applies the safe fixes', {-> [getline(76), getline(79)] == wanted}, {-> getline(70, 80)})
  call s:expect('and keeps all else', {-> line('$') == 149 && getline(72) ==# '**Estimated Complexity**: Low to Medium'}, {-> line('$')})

  execute 'source' $WORK . '/on-save.vim'
  call setline(79, '-[ ] Add the route to `app/main.py`')
  call cursor(96, 3)
  silent write
  call s:expect('saving applies the safe fixes', {-> getline(79) ==# '- [ ] Add the route to `app/main.py`'}, {-> getline(79)})
  call s:expect('in the file too', {-> readfile('rates.plan.md') == getline(1, '$')}, {-> readfile('rates.plan.md')})
  call s:expect('the cursor stays', {-> getcurpos()[1:2] == [96, 3]}, {-> getcurpos()})
  bwipeout!
endfunction

function! s:with_ale() abort
  set runtimepath+=/usr/share/vim-ale
  let g:ale_linters = {'markdown': ['planvet']}
  runtime plugin/ale.vim
  execute 'source' $WORK . '/ale.vim'
  edit rates.plan.md
  call ale#Queue(0, 'lint_file')
  let wanted = ['72:27 E wrong-value', '96:1 W misnamed-field']
  call s:expect('ALE shows what is left where it is', {-> s:listed(ale#engine#GetLoclist(bufnr(''))) == wanted}, {-> ale#engine#GetLoclist(bufnr(''))})
endfunction

try
  filetype plugin on
  set shellpipe=>%s\ 2>&1
  call s:without_a_client()
  call s:with_ale()
  " Only read: the plug-in is not there.
  execute 'source' $WORK . '/vim-lsp.vim'
  call s:say('PASS the block for vim-lsp can be read')
catch
  let s:failed = 1
  call s:say('FAIL the session: ' . v:exception . ' at ' . v:throwpoint)
endtry
execute s:failed ? 'cquit!' : 'qall!'
