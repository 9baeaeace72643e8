package main
import ("fmt";"os";"os/exec";"strings";"nianbao/extract/grid")
func main(){ out,err:=exec.Command("pdftotext","-bbox-layout",os.Args[1],"-").Output(); if err!=nil{panic(err)}
 bs,err:=grid.PDFWords(out); fmt.Println(err)
 for _,b:=range bs { if b.Grid==nil { fmt.Println("T:",b.Text); continue }
  fmt.Println("GRID ragged",b.Grid.Ragged); for _,r:=range b.Grid.Rows { var cs []string; for _,c:=range r { if c==nil {cs=append(cs,"·")} else {cs=append(cs,strings.ReplaceAll(c.Text,"\n","⏎"))} }; fmt.Println("  ",strings.Join(cs," | ")) } } }
