-- What a person does with planvet in Neovim, step by step: `editors/tests/run` starts it on a copy of the broken plan.
--
-- It sets the editor up by a block of the README, the one for its version.

local failed = false

-- Says whether something holds within five seconds; what was seen instead stands behind it.
local function expect(name, holds, seen)
  local ok = vim.wait(5000, function() return holds() end, 20)
  if ok then
    io.stdout:write("PASS " .. name .. "\n")
  else
    failed = true
    io.stdout:write("FAIL " .. name .. ": " .. vim.inspect(seen and seen() or nil) .. "\n")
  end
end

-- The findings as `line:column-end rule`, from 1.
local function findings()
  local all = {}
  for _, found in ipairs(vim.diagnostic.get(0)) do
    table.insert(all, string.format("%d:%d-%d %s", found.lnum + 1, found.col + 1, found.end_col + 1, found.code))
  end
  table.sort(all)
  return all
end

local function found(...)
  local wanted = { ... }
  table.sort(wanted)
  return function() return vim.deep_equal(findings(), wanted) end
end

local function line(number)
  return vim.api.nvim_buf_get_lines(0, number - 1, number, true)[1]
end

local function reads(number, text)
  return function() return line(number) == text end, function() return line(number) end
end

-- Chooses what the editor offers as a person would: the first entry that `wanted` likes.
local function choosing(wanted)
  vim.ui.select = function(items, _, chosen)
    for at, item in ipairs(items) do
      if wanted(item.action or item[2]) then return chosen(item, at) end
    end
    error("nothing to choose among " .. vim.inspect(items))
  end
end

-- The text of the window that floats, once there is one.
local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), "\n")
    end
  end
  return ""
end

local function session()
  vim.cmd("filetype plugin on")
  if not vim.lsp.start then
    -- 0.7 has the halves of it.
    local id
    vim.lsp.start = function(config)
      id = id or vim.lsp.start_client(config)
      vim.lsp.buf_attach_client(0, id)
    end
  end
  dofile(vim.env.WORK .. "/set-up.lua")
  dofile(vim.env.WORK .. "/on-save.lua")
  vim.cmd("silent edit rates.plan.md")

  local value, number, box = "72:27-40 wrong-value", "76:11-12 wrong-number", "79:1-5 malformed-box"
  local label = "96:1-18 misnamed-field"
  expect("findings stand where they are", found(value, number, box, label), findings)

  vim.api.nvim_win_set_cursor(0, { 79, 2 })
  choosing(function(action) return action.isPreferred end)
  vim.lsp.buf.code_action()
  expect("the preferred quick fix mends the box", reads(79, "- [ ] Add the route to `app/main.py`"))
  expect("its finding goes", found(value, number, label), findings)

  -- Columns are counted in bytes here, and in units of UTF-16 between editor and server.
  vim.api.nvim_buf_set_lines(0, 71, 72, true, { "**Estimated Complexity**: Größe 好 🎈" })
  expect("letters of several bytes are counted", found("72:27-43 wrong-value", number, label), findings)
  vim.api.nvim_buf_set_lines(0, 71, 72, true, { "**Estimated Complexity**: Low to Medium" })

  vim.api.nvim_win_set_cursor(0, { 72, 30 })
  choosing(function(action) return action.title:match("unsafe") end)
  vim.lsp.buf.code_action()
  expect("an unsafe fix says so and can be chosen", reads(72, "**Estimated Complexity**: Medium"))

  vim.api.nvim_win_set_cursor(0, { 72, 5 })
  vim.lsp.buf.hover()
  expect("hovering a label tells its values", function() return floating():match("`?Low`?, `?Medium`?") end, floating)
  vim.cmd("silent only")
  vim.api.nvim_win_set_cursor(0, { 76, 10 })
  vim.lsp.buf.hover()
  expect("hovering a finding shows the page of its rule", function() return floating():match("wrong%-number") end, floating)
  vim.cmd("silent only")

  vim.api.nvim_win_set_cursor(0, { 71, 25 })
  vim.lsp.buf.definition()
  expect("the definition of a task is its heading", function() return vim.fn.line(".") == 1 end, vim.fn.getcurpos)

  vim.lsp.buf.rename("Keep Exchange Rates")
  expect("renaming a task changes its heading", reads(1, "## Task: Keep Exchange Rates"))
  expect("and where it is named", reads(71, "**Prerequisites**: Keep Exchange Rates"))

  vim.api.nvim_buf_set_lines(0, 78, 79, true, { "- [X ] Add the route to `app/main.py`" })
  expect("a new mistake is found", found(number, label, "79:1-7 malformed-box"), findings)
  if vim.lsp.buf.format then vim.lsp.buf.format() else vim.lsp.buf.formatting_sync(nil, 5000) end
  expect("formatting mends style", reads(79, "- [x] Add the route to `app/main.py`"))
  expect("and style alone", found(number, label), findings)

  vim.cmd("silent write")
  expect("writing the file applies the safe fixes", reads(76, "#### Step 1: Write the Endpoint"))
  expect("what is not safe stays", found(label), findings)
  expect("the file holds what the editor shows", function()
    return vim.deep_equal(vim.fn.readfile("rates.plan.md"), vim.api.nvim_buf_get_lines(0, 0, -1, true))
  end)

  vim.api.nvim_buf_set_lines(0, 95, 96, true, { "**Validation**:" })
  expect("a plan in order has no findings", found(), findings)

  -- The configuration, beside its plan.
  vim.api.nvim_buf_set_lines(0, 71, 72, true, { "**Estimated Complexity**: Low to Medium" })
  expect("a value is wrong", found(value), findings)
  local plan = vim.api.nvim_get_current_buf()
  vim.cmd("silent write | split planvet.toml")
  vim.api.nvim_buf_set_lines(0, 0, -1, true, { "[rules]", 'wrong-valu = "off"' })
  expect("a mistake in planvet.toml stands in it", function()
    local all = vim.diagnostic.get(0)
    return #all == 1 and all[1].lnum == 1 and all[1].message:match("wrong%-value")
  end, function() return vim.diagnostic.get(0) end)
  expect("the plan says that it is not checked", function()
    local all = vim.diagnostic.get(plan)
    return #all == 1 and all[1].message:match("not checked")
  end, function() return vim.diagnostic.get(plan) end)
  vim.api.nvim_buf_set_lines(0, 1, 2, true, { 'wrong-value = "off"' })
  expect("once mended, it is gone", function() return #vim.diagnostic.get(0) == 0 end, findings)
  expect("and what it says counts before it is saved", function()
    return #vim.diagnostic.get(plan) == 0
  end, function() return vim.diagnostic.get(plan) end)
end

local ok, problem = xpcall(session, debug.traceback)
if not ok then
  failed = true
  io.stdout:write("FAIL the session: " .. problem .. "\n")
end
vim.cmd(failed and "cquit!" or "qall!")
