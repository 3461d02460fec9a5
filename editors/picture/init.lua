-- What the picture shows: Neovim's own colours, set up by the block of the page, with findings beside their lines.

vim.o.termguicolors = true
vim.o.background = "dark"
vim.o.number = true
vim.o.cursorline = true
vim.o.signcolumn = "yes"
vim.o.wrap = false
vim.o.showmode = false
vim.o.ruler = false
vim.o.laststatus = 3
vim.o.cmdheight = 0
vim.o.shortmess = vim.o.shortmess .. "IF"
vim.o.fillchars = "eob: "

local severity = vim.diagnostic.severity
vim.diagnostic.config({
  signs = { text = { [severity.ERROR] = "●", [severity.WARN] = "▲" } },
  virtual_text = {
    prefix = "■",
    spacing = 2,
    format = function(found) return found.message:match("^[^\n]*") end,
  },
  severity_sort = true,
})

local function count(level) return #vim.diagnostic.get(nil, { severity = level }) end

function _G.status()
  return string.format(" rates.plan.md %%= %%#StatusError#● %d%%* %%#StatusWarn#▲ %d%%*   planvet ",
    count(severity.ERROR), count(severity.WARN))
end

vim.o.statusline = "%!v:lua.status()"

-- A mistake has the colour of its kind and a line below.
for kind, colour in pairs({ Error = "#ffc0b9", Warn = "#fce094" }) do
  vim.api.nvim_set_hl(0, "DiagnosticUnderline" .. kind, { fg = colour, underline = true })
  vim.api.nvim_set_hl(0, "Status" .. kind, { fg = colour, bg = "#2c2e33" })
end
vim.api.nvim_set_hl(0, "StatusLine", { fg = "#c4c6cd", bg = "#2c2e33" })
vim.api.nvim_set_hl(0, "NormalFloat", { fg = "#e0e2ea", bg = "#14161b" })
vim.api.nvim_set_hl(0, "FloatBorder", { fg = "#8cb6d8" })
vim.api.nvim_set_hl(0, "FloatTitle", { fg = "#a6dbff", bold = true })
vim.api.nvim_set_hl(0, "LineNr", { fg = "#6b6f78" })
vim.api.nvim_set_hl(0, "Title", { fg = "#a6dbff", bold = true })
vim.api.nvim_set_hl(0, "markdownCode", { fg = "#b3f6c0" })
vim.api.nvim_set_hl(0, "LspCodeLens", { fg = "#7f838c", italic = true })

-- The highlighting that colours fenced code too, whatever parsers are there.
vim.g.markdown_fenced_languages = { "python" }
vim.api.nvim_create_autocmd("FileType", {
  pattern = "markdown",
  callback = function(args)
    vim.schedule(function()
      vim.treesitter.stop(args.buf)
      vim.bo[args.buf].syntax = "markdown"
    end)
  end,
})

dofile(vim.env.SET_UP)

-- A menu below the cursor, as many plug-ins draw it.
vim.ui.select = function(actions, options)
  local lines, width = {}, 0
  for at, action in ipairs(actions) do
    lines[at] = string.format(" %d  %s ", at, options.format_item(action):gsub(" %[planvet%]$", ""))
    width = math.max(width, vim.fn.strdisplaywidth(lines[at]))
  end
  local menu = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(menu, 0, -1, true, lines)
  local window = vim.api.nvim_open_win(menu, true, {
    relative = "cursor", row = 1, col = 46, width = width, height = #lines, style = "minimal", border = "rounded",
    title = " Code actions ",
  })
  vim.wo[window].cursorline = true
end

-- The findings are there: the lenses and the menu come to them.
vim.api.nvim_create_autocmd("DiagnosticChanged", {
  once = true,
  callback = function()
    vim.lsp.codelens.refresh({ bufnr = 0 })
    vim.lsp.buf.code_action()
  end,
})
