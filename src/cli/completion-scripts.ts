/** Scripts that teach a shell to ask `heapstress __complete`. They know no command and no option themselves. */
import { COMPLETE } from './completion.ts';

const BASH = `# heapstress completion for bash. In ~/.bashrc: eval "$(heapstress completion bash)"
_heapstress() {
  local line="\${COMP_LINE:0:COMP_POINT}" current value rest
  local -a words
  read -ra words <<<"$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  current="\${words[\${#words[@]}-1]}"
  COMPREPLY=()
  while IFS=$'\\t' read -r value rest; do
    case "$value" in
      :files) compopt -o default 2>/dev/null ;;
      :) ;;
      # Bash takes the part behind an equals sign for a word of its own.
      *) [[ "$current" == *=* ]] && value="\${value#*=}"
         [[ "$value" == *= ]] && compopt -o nospace 2>/dev/null
         COMPREPLY+=("$value") ;;
    esac
  done < <(heapstress ${COMPLETE} "\${words[@]:1}" 2>/dev/null)
}
complete -F _heapstress heapstress
`;

const ZSH = `#compdef heapstress
# heapstress completion for zsh. In ~/.zshrc, behind compinit: eval "$(heapstress completion zsh)"
_heapstress() {
  local line value doc files=0
  local -a candidates
  while IFS= read -r line; do
    case "$line" in
      :files) files=1 ;;
      :) ;;
      *) value="\${line%%$'\\t'*}"
         doc="\${line#*$'\\t'}"
         candidates+=("\${value//:/\\\\:}:$doc") ;;
    esac
  done < <(heapstress ${COMPLETE} "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#candidates} )) && _describe 'heapstress' candidates
  (( files )) && _files
}
compdef _heapstress heapstress
`;

const FISH = `# heapstress completion for fish. heapstress completion fish > ~/.config/fish/completions/heapstress.fish
function __heapstress_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (heapstress ${COMPLETE} $words[2..-1] 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path (commandline -ct)
            case ':'
            case '*'
                echo $line
        end
    end
end
complete -c heapstress -f -a '(__heapstress_complete)'
`;

const POWERSHELL = `# heapstress completion for PowerShell. In $PROFILE: heapstress completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName heapstress -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -le $cursorPosition } | ForEach-Object { $_.ToString() })
    if ($wordToComplete -eq '') { $words += '""' }
    heapstress ${COMPLETE} @words 2>$null | Where-Object { $_ -notlike ':*' } | ForEach-Object {
        $value, $doc = $_ -split "\`t", 2
        if (-not $doc) { $doc = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $doc)
    }
}
`;

export const COMPLETION_SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL } as const;
export type Shell = keyof typeof COMPLETION_SCRIPTS;
export const SHELLS = Object.keys(COMPLETION_SCRIPTS) as readonly Shell[];
